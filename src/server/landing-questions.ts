/** One question in three languages. */
export interface Question {
  readonly title: string;
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
      graphql: '{\n  viewer { fullName role company { name } }\n}',
      curl: `curl -s -u admin:admin ${address}/api/Authorization`,
      typescript: `interface Me { viewer: { fullName: string; role: string } }

export const answer = await ask<Me>('{ viewer { fullName role } }');
console.log(answer.viewer.fullName);`,
    },
    {
      title: 'Which open tickets moved last?',
      graphql: `{
  tickets(first: 3, filter: { isClosed: { eq: false } }) {
    totalCount
    nodes { number subject status { name } assignee { fullName } }
  }
}`,
      curl: `curl -s -u admin:admin "${address}/api/Tickets?mode=unclosed&count=3"`,
      typescript: `interface Open { tickets: { nodes: { number: number; subject: string }[] } }

export const answer = await ask<Open>(\`{
  tickets(first: 3, filter: { isClosed: { eq: false } }) { nodes { number subject } }
}\`);
for (const { number, subject } of answer.tickets.nodes) console.log(number, subject);`,
    },
    {
      title: 'Please file a ticket.',
      graphql: `mutation ($input: CreateTicketInput!) {
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
      typescript: `interface Filed { createTicket: { ticket: { number: number } | null; errors: { message: string }[] } }

export const answer = await ask<Filed>(
  \`mutation ($input: CreateTicketInput!) {
    createTicket(input: $input) { ticket { number } errors { message } }
  }\`,
  { input: { categoryId: 1, subject: 'The door camera is dark', body: 'Since Monday.', priority: 'HIGH' } },
);
console.log(answer.createTicket.ticket?.number ?? answer.createTicket.errors);`,
    },
    {
      title: 'Please tell them we are on it.',
      graphql: `mutation ($input: AddCommentInput!) {
  addComment(input: $input) {
    comment { id bodyHtml }
    ticket { status { name } }
    errors { code message field }
  }
}`,
      variables: { input: { ticketId: 1, body: 'We are on it.' } },
      curl: `curl -s -u admin:admin -d id=1 --data-urlencode "body=We are on it." ${address}/api/comment`,
      typescript: `interface Told { addComment: { comment: { id: string } | null; errors: { message: string }[] } }

export const answer = await ask<Told>(
  \`mutation ($input: AddCommentInput!) {
    addComment(input: $input) { comment { id } errors { message } }
  }\`,
  { input: { ticketId: 1, body: 'We are on it.' } },
);
console.log(answer.addComment.comment?.id ?? answer.addComment.errors);`,
    },
    {
      title: 'What do we know about printers?',
      graphql: `{
  search(query: "printer", first: 3) {
    totalCount
    edges { snippet node { __typename ... on Ticket { number subject } ... on Article { subject url } } }
  }
}`,
      curl: `curl -s -u admin:admin "${address}/api/Search?query=printer"`,
      typescript: `interface Hits { search: { totalCount: number; edges: { snippet: string }[] } }

export const answer = await ask<Hits>('{ search(query: "printer", first: 3) { totalCount edges { snippet } } }');
console.log(answer.search.totalCount);`,
    },
  ];
}

/** All the client that TypeScript needs. */
export function clientModule(address: string): string {
  return `const headers = { 'content-type': 'application/json', authorization: \`Basic \${btoa('admin:admin')}\` };

async function ask<Answer>(query: string, variables = {}): Promise<Answer> {
  const body = JSON.stringify({ query, variables });
  const response = await fetch('${address}/graphql', { method: 'POST', headers, body });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors[0].message);
  return data;
}`;
}
