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
  await db.tag.createMany({ data: ['a', 'b'].map((name) => ({ name, nameKey: name })) });
  for (let index = 0; index < 12; index += 1) {
    await db.ticket.create({
      data: {
        subject: `Ticket ${index}`,
        body: 'Body',
        categoryId: 1,
        submitterId: 2,
        assigneeId: index % 2 ? 3 : null,
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

describe('A list page', () => {
  it('is two statements with its count, and one without', async () => {
    graph.takeStatements();
    const { tickets } = await graph.data(admin, PAGE, { first: 10 });
    const statements = graph.takeStatements();
    expect(statements).toHaveLength(2);
    expect(tickets.totalCount).toBe(12);
    expect(tickets.nodes).toHaveLength(10);
  });
});
