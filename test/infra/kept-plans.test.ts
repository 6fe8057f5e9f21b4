import { expect, it } from 'vitest';
import { Prisma } from '../../src/generated/prisma/client.js';
import { ORDERED_BY_VALUE } from '../../src/infra/sql/kept-plan.js';
import { testDatabase } from '../support/db.js';
import { listenTo } from '../support/plans/statements.js';

const { db, takeStatements } = listenTo(await testDatabase(), { hasAnswers: true });

const newest = { orderBy: { id: 'desc' }, take: 7 } as const;

/** How the statement says how many rows are wanted: in words, or as a parameter, with which its plan is made anew. */
async function limitsOf(read: () => Promise<unknown>): Promise<string[]> {
  takeStatements();
  await read();
  const [statement, ...others] = takeStatements();
  expect(others).toEqual([]);
  return statement?.text.match(/LIMIT (?:7|\$)/g) ?? [];
}

it('are those of lists that nothing is filtered by', async () => {
  expect(await limitsOf(() => db.ticket.findMany(newest))).toEqual(['LIMIT 7']);
});

it('are those of records by their id, and of what belongs to them', async () => {
  const comments = { select: { comments: { ...newest, select: { id: true } } } };
  expect(await limitsOf(() => db.ticket.findFirst({ where: { id: 1 }, ...comments }))).toEqual(['LIMIT 7']);
  const narrowed = { select: { comments: { ...newest, where: { authorId: 1 }, select: { id: true } } } };
  expect(await limitsOf(() => db.ticket.findFirst({ where: { id: 1 }, ...narrowed }))).toEqual(['LIMIT $']);
});

it('are those of conditions that only name truth values', async () => {
  expect(await limitsOf(() => db.comment.findMany({ ...newest, where: { isInternal: false } }))).toEqual(['LIMIT 7']);
});

const at = new Date('2026-01-02T03:04:05.678Z');
const changed = { orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }], take: 7 } satisfies Prisma.TicketFindManyArgs;
const place = { OR: [{ updatedAt: { lt: at } }, { AND: [{ updatedAt: { equals: at } }, { id: { lt: 9 } }] }] };

it.each<[string, Prisma.TicketWhereInput]>([
  ['the value of a column', { statusId: 1 }],
  ['the related record', { status: { is: { id: { equals: 1 } } } }],
  ['a place in the order', place],
  ['both', { AND: [{ assigneeId: { equals: 1 } }, place] }],
])('are those of lists that an index has in their order by %s', async (_name, where) => {
  expect(await limitsOf(() => db.ticket.findMany({ ...changed, where }))).toEqual(['LIMIT 7']);
});

it.each<[string, Prisma.TicketFindManyArgs]>([
  ['two values', { ...changed, where: { statusId: 1, categoryId: 1 } }],
  ['several values of a column', { ...changed, where: { statusId: { in: [1, 2] } } }],
  ['a relation that may be missing', { ...changed, where: { assignee: { is: { id: 1 } } } }],
  ['what related records are like', { ...changed, where: { submitter: { companyId: 1 } } }],
  ['tags', { ...changed, where: { tags: { some: { tagId: 1 } } } }],
  ['another column', { ...changed, where: { priority: 1 } }],
  ['one of two', { ...changed, where: { OR: [{ statusId: 1 }, { categoryId: 1 }] } }],
  ['a value, in another order', { ...newest, where: { statusId: 1 } }],
  [
    'a value, in a mixed order',
    { ...changed, orderBy: [{ updatedAt: 'desc' }, { id: 'asc' }], where: { statusId: 1 } },
  ],
  ['a place in another order', { ...newest, where: place }],
  ['many rows before', { ...newest, skip: 40 }],
])('are not those of lists by %s', async (_name, args) => {
  expect(await limitsOf(() => db.ticket.findMany(args))).toEqual(['LIMIT $']);
});

it('have their indexes', async () => {
  const columnsOf = Prisma.sql`SELECT array_agg(a.attname::text ORDER BY k.place) FROM unnest(i.indkey) WITH ORDINALITY k (number, place)
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number`;
  const rows = await db.$queryRaw<
    { index: string }[]
  >`SELECT c.relname || '(' || array_to_string((${columnsOf}), ',') || ')' AS index
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE i.indpred IS NULL`;
  const known = rows.map(({ index }) => index);
  for (const [model, orders] of Object.entries(ORDERED_BY_VALUE)) {
    for (const [order, leading] of Object.entries(orders)) {
      for (const column of leading) expect(known).toContain(`${model}(${column},${order})`);
    }
  }
});
