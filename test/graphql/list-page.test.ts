import { beforeAll, describe, expect, it } from 'vitest';
import { makePrincipal } from '../support/principals.js';
import { testGraph } from './support.js';

const graph = await testGraph();
const admin = makePrincipal({ id: 1, isAdmin: true });

beforeAll(async () => {
  const { db } = graph;
  await db.user.createMany({
    data: ['admin', 'anna', 'bob'].map((username) => ({ username, usernameKey: username, fullName: username })),
  });
  await db.category.create({ data: { name: 'Printers', section: { create: { name: 'IT', nameKey: 'it' } } } });
  await db.category.create({ data: { name: 'Networks' } });
  await db.customField.create({ data: { name: 'Room', type: 'TEXT' } });
  await db.tag.createMany({ data: ['a', 'b'].map((name) => ({ name, nameKey: name })) });
  for (let index = 0; index < 12; index += 1) {
    await db.ticket.create({
      data: {
        subject: `Ticket ${index}`,
        body: 'Body',
        categoryId: 1,
        submitterId: 2,
        assigneeId: index % 2 ? 3 : null,
        parentId: index > 0 ? index : null,
        tags: { create: [{ tagId: 1 }, { tagId: 2 }] },
        comments: { create: Array.from({ length: 5 }, (_, at) => ({ authorId: 2, body: `Comment ${at}` })) },
      },
    });
  }
});

const PAGE = `query ($first: Int) {
  tickets(first: $first, orderBy: [{ field: NUMBER }]) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage endCursor }
    edges { cursor node { number } }
    nodes {
      id subject priority
      submitter { fullName } assignee { fullName } category { nameWithSection }
      tags(first: 5) { nodes { name } totalCount }
      comments(last: 3) { nodes { body author { fullName } } pageInfo { hasPreviousPage } }
    }
  }
}`;

const statementsOf = async (query: string, variables = {}) => {
  graph.takeStatements();
  const data = await graph.data(admin, query, variables);
  return { data, statements: graph.takeStatements() };
};

describe('A list page', () => {
  it('is two statements with its count, and carries a limit for every list', async () => {
    const { data, statements } = await statementsOf(PAGE, { first: 10 });
    expect(statements).toHaveLength(2);
    const [page] = statements.filter((sql) => sql.includes('"subject"'));
    expect(page?.match(/LIMIT/g)?.length).toBeGreaterThanOrEqual(3);
    expect(data.tickets.totalCount).toBe(12);
    expect(data.tickets.nodes).toHaveLength(10);
    expect(data.tickets.nodes[1]).toMatchObject({
      submitter: { fullName: 'anna' },
      assignee: { fullName: 'bob' },
      category: { nameWithSection: 'IT \\ Printers' },
      tags: { nodes: [{ name: 'a' }, { name: 'b' }], totalCount: 2 },
      comments: {
        nodes: ['Comment 2', 'Comment 3', 'Comment 4'].map((body) => ({ body, author: { fullName: 'anna' } })),
        pageInfo: { hasPreviousPage: true },
      },
    });
    expect(data.tickets.edges.map(({ node }: { node: object }) => node)).toEqual(
      Array.from({ length: 10 }, (_, index) => ({ number: index + 1 })),
    );
  });

  it('is one statement without its count', async () => {
    const { statements } = await statementsOf('{ tickets { nodes { subject comments(last: 3) { nodes { body } } } } }');
    expect(statements).toHaveLength(1);
  });

  it('is only the count when only that is asked for', async () => {
    const { data, statements } = await statementsOf('{ tickets { totalCount } }');
    expect(data.tickets.totalCount).toBe(12);
    expect(statements).toHaveLength(1);
    expect(statements[0]).not.toContain('"subject"');
  });

  it.each([2, 12])('needs as many statements for %d rows when a list is asked for twice', async (first) => {
    const query = `query ($first: Int) { tickets(first: $first) { nodes {
      oldest: comments(first: 1) { nodes { body } } latest: comments(last: 1) { nodes { body } } } } }`;
    const { data, statements } = await statementsOf(query, { first });
    expect(data.tickets.nodes[0]).toEqual({
      oldest: { nodes: [{ body: 'Comment 0' }] },
      latest: { nodes: [{ body: 'Comment 4' }] },
    });
    expect(statements).toHaveLength(2);
  });

  it.each([2, 12])('looks up all %d parents in one statement', async (first) => {
    const query = 'query ($first: Int) { tickets(first: $first) { nodes { number parent { subject } } } }';
    const { statements } = await statementsOf(query, { first });
    expect(statements).toHaveLength(2);
  });

  it.each([2, 12])(
    'looks up the custom fields of %d tickets, unset ones included, in two statements',
    async (first) => {
      const query = `query ($first: Int) { tickets(first: $first) { nodes {
      customFields(includeUnset: true) { text field { name options { value } } } } } }`;
      const { data, statements } = await statementsOf(query, { first });
      expect(data.tickets.nodes[0].customFields).toEqual([{ text: null, field: { name: 'Room', options: [] } }]);
      expect(statements).toHaveLength(2);
    },
  );

  it.each([1, 2])('lists %d categories with their fields in two statements', async (first) => {
    const query = `query ($first: Int) { categories(first: $first) { nodes {
      customFieldDefinitions { name options { value } } } } }`;
    const { statements } = await statementsOf(query, { first });
    expect(statements).toHaveLength(2);
  });
});
