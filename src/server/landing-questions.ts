/** One question in three languages. */
export interface Question {
  readonly title: string;
  /** A document with a name, from which `npm run codegen` makes what `typescript` imports. */
  readonly graphql: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** A command for a shell. */
  readonly curl: string;
  /** TypeScript that uses `ask`, see `clientModule`; it exports its answer. */
  readonly typescript: string;
}

/** Five questions that most users of the desk have, ready to be pasted. The tests run every one in every language. */
export function questionsFor(address: string): readonly Question[] {
  return [
    {
      title: 'Who am I?',
      graphql: 'query WhoAmI {\n  viewer { fullName role company { name } }\n}',
      curl: `curl -s -u admin:admin ${address}/api/Authorization`,
      typescript: `import { WhoAmIDocument } from './client/graphql.js';

export const answer = await ask(WhoAmIDocument, {});
console.log(answer.viewer.fullName, answer.viewer.role);`,
    },
    {
      title: 'Which open tickets moved last?',
      graphql: `query LastMoved {
  tickets(first: 3, filter: { isClosed: { eq: false } }) {
    totalCount
    nodes { number subject status { name } assignee { fullName } }
  }
}`,
      curl: `curl -s -u admin:admin "${address}/api/Tickets?mode=unclosed&count=3"`,
      typescript: `import { LastMovedDocument } from './client/graphql.js';

export const answer = await ask(LastMovedDocument, {});
for (const { number, subject, assignee } of answer.tickets.nodes)
  console.log(number, subject, assignee?.fullName ?? 'nobody');`,
    },
    {
      title: 'Please file a ticket.',
      graphql: `mutation PleaseFile($input: CreateTicketInput!) {
  createTicket(input: $input) {
    ticket { number url }
    errors { code message field }
  }
}`,
      variables: {
        input: { categoryId: 1, subject: 'The door camera is dark', body: 'Since Monday.', priority: 'HIGH' },
      },
      curl: `curl -s -u admin:admin ${address}/api/ticket -d categoryId=1 -d priorityId=1 \\
  --data-urlencode "subject=The door camera is dark" --data-urlencode "body=Since Monday."`,
      typescript: `import { PleaseFileDocument } from './client/graphql.js';

export const answer = await ask(PleaseFileDocument, {
  input: { categoryId: 1, subject: 'The door camera is dark', body: 'Since Monday.', priority: 'HIGH' },
});
console.log(answer.createTicket.ticket?.number ?? answer.createTicket.errors);`,
    },
    {
      title: 'Please tell them we are on it.',
      graphql: `mutation PleaseTell($input: AddCommentInput!) {
  addComment(input: $input) {
    comment { id bodyHtml }
    ticket { status { name } }
    errors { code message field }
  }
}`,
      variables: { input: { ticketId: 1, body: 'We are on it.' } },
      curl: `curl -s -u admin:admin -d id=1 --data-urlencode "body=We are on it." ${address}/api/comment`,
      typescript: `import { PleaseTellDocument } from './client/graphql.js';

export const answer = await ask(PleaseTellDocument, { input: { ticketId: 1, body: 'We are on it.' } });
console.log(answer.addComment.ticket?.status.name ?? answer.addComment.errors);`,
    },
    {
      title: 'What do we know about printers?',
      graphql: `query AboutPrinters {
  search(query: "printer", first: 3) {
    totalCount
    edges { snippet node { __typename ... on Ticket { number subject } ... on Article { subject url } } }
  }
}`,
      curl: `curl -s -u admin:admin "${address}/api/Search?query=printer"`,
      typescript: `import { AboutPrintersDocument } from './client/graphql.js';

export const answer = await ask(AboutPrintersDocument, {});
for (const { node, snippet } of answer.search.edges)
  if (node?.__typename === 'Article') console.log(node.url, snippet);`,
    },
  ];
}

/** A package of the client's, not of ours. */
const DOCUMENT_TYPES = "'@graphql-typed-document-node/core'";

/** All the client that TypeScript needs beside the documents that code generation makes. */
export function clientModule(address: string): string {
  return `import type { TypedDocumentNode } from ${DOCUMENT_TYPES};
import { print } from 'graphql';

const headers = { 'content-type': 'application/json', authorization: \`Basic \${btoa('admin:admin')}\` };

async function ask<Answer, Variables>(document: TypedDocumentNode<Answer, Variables>, variables: Variables) {
  const body = JSON.stringify({ query: print(document), variables });
  const response = await fetch('${address}/graphql', { method: 'POST', headers, body });
  const { data, errors } = (await response.json()) as { data: Answer; errors?: { message: string }[] };
  if (errors?.[0]) throw new Error(errors[0].message);
  return data;
}`;
}
