import type { Workload, Workloads } from './contender.js';

const PERSON = '{ id fullName email }';
const ROW = `id subject submitter ${PERSON}`;
const COMMENT = 'id body createdAt author { id fullName }';

/** How far back the page of W8k is. */
const DEPTH = 20_000;

/** What the desk is asked, in a data set of so many tickets. The limit gives the same answers to the same requests. */
export function workloadsFor(tickets: number): Workloads {
  return {
    W1: graph(
      `query W1($statusId: ID!, $first: Int!) { tickets(filter: { status: { id: { eq: $statusId } } }, first: $first) {
        totalCount nodes { id subject priority dueDate createdAt submitter ${PERSON} assignee ${PERSON} category { id name }
        tags { nodes { id name } } comments(last: 3) { nodes { ${COMMENT} } } } } }`,
      { statusId: '1', first: 20 },
      { subject: 20, body: 60 },
    ),
    W2: graph(
      `query W2($id: ID!) { ticket(id: $id) { id subject body priority dueDate createdAt updatedAt status { id name }
        category { id name } submitter ${PERSON} assignee ${PERSON} tags { nodes { id name } }
        comments { nodes { isInternal ${COMMENT} } } attachments { nodes { id fileName size contentType } }
        customFields { field { name } text } } }`,
      { id: '{{id}}' },
      { subject: 1, isInternal: 5, text: 3 },
    ),
    W3: get('/api/ticket?id={{id}}', { Subject: 1, SubmitterUserInfo: 1, TagID: 2, FileHash: 1 }),
    W4: get('/api/Tickets?count=50', { Subject: 50, UserName: 50, CompanyName: 50 }),
    W5: graph(
      'mutation W5($input: AddCommentInput!) { addComment(input: $input) { comment { id body author { id fullName } } } }',
      { input: { ticketId: '{{id}}', body: 'bench: we will look into it' } },
      { fullName: 1 },
    ),
    W6: graph(
      `query W6($query: String!) { search(query: $query, first: 20, types: [TICKET]) { nodes { ... on Ticket { ${ROW} } } } }`,
      { query: '{{term}}' },
      { subject: 20 },
    ),
    W7: graph('query W7 { stats { byStatus { status { id } count } } }', {}, { count: 4 }),
    W8k: deepPage(tickets),
  };
}

const ACCOUNT = `{ databaseId username email role isDisabled firstName lastName fullName notes location phone
  company { databaseId name notes } department { databaseId name } language avatarUrl signature greeting receivesMail lastSeenAt
  isManager isDepartmentManager outOfOffice technicianOf(first: 1) { nodes { databaseId } } }`;

/** What W3 asks of REST, asked of the graph: `--faces` compares them. */
export const W3_OF_GRAPH: Workload = graph(
  `query W3($id: ID!) { ticket(id: $id) { databaseId url subject body priority origin createdAt updatedAt dueDate startedAt resolvedAt
    timeSpentSeconds awaitsStaff status { databaseId name stopsTimer } category { databaseId name forTechsOnly }
    submitter ${ACCOUNT} assignee ${ACCOUNT} onBehalfOf { fullName } tags { nodes { databaseId name } }
    attachments { nodes { databaseId fileName sha256 size url createdAt isInternal uploadedBy { databaseId } } } } }`,
  { id: '{{id}}' },
  { subject: 1, username: 2, fileName: 1 },
);

/** Twenty tickets by key, deep in the list: the page after the newest ticket of that time. */
function deepPage(tickets: number): Workload {
  const depth = Math.min(DEPTH, Math.floor(tickets * 0.8));
  // The clock of the data set: see `seed.sql`.
  const until = new Date(Date.UTC(2025, 0, 2) + (tickets - depth) * 13_000).toISOString();
  const setup = graph(
    `query Cursor($until: DateTimeOrDuration!) {
      tickets(first: 1, filter: { updatedAt: { lte: $until } }) { pageInfo { endCursor } } }`,
    { until },
    {},
  );
  return {
    ...graph(
      `query W8k($after: String!) { tickets(first: 20, after: $after) { nodes { ${ROW} } } }`,
      { after: '{{cursor}}' },
      { subject: 20 },
    ),
    setup: { ...setup, save: { cursor: 'data.tickets.pageInfo.endCursor' } },
  };
}

function graph(query: string, variables: object, expect: Record<string, number>): Workload {
  const operationName = /\w+ (\w+)/.exec(query)?.[1];
  return { method: 'POST', path: '/graphql', body: { operationName, query, variables }, expect };
}

function get(path: string, expect: Record<string, number>): Workload {
  return { method: 'GET', path, expect };
}
