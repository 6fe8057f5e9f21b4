import { expect, it } from 'vitest';
import type { Prisma } from '../../src/generated/prisma/client.js';
import { ORDERED_BY_VALUE } from '../../src/infra/sql/kept-plan.js';
import { testDatabase } from '../support/db.js';
import { listenTo, type PlanNode, type SentStatement } from '../support/plans/statements.js';

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
/** As cursors have it. */
const bound = { updatedAt: { lte: at } };

it.each<[string, Prisma.TicketWhereInput]>([
  ['the value of a column', { statusId: 1 }],
  ['the related record', { status: { is: { id: { equals: 1 } } } }],
  ['a place in the order', place],
  ['a place and what it implies', { AND: [bound, place] }],
  ['both', { AND: [{ assigneeId: { equals: 1 } }, bound, place] }],
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
  ['a bound without a place', { ...changed, where: bound }],
  ['a bound of another column', { ...changed, where: { AND: [{ createdAt: { lte: at } }, place] } }],
  ['many rows before', { ...newest, skip: 40 }],
])('are not those of lists by %s', async (_name, args) => {
  expect(await limitsOf(() => db.ticket.findMany(args))).toEqual(['LIMIT $']);
});

/** The kinds of nodes in the plan that is kept for all values. An empty table would be read as it is, and sorted. */
async function commonNodesOf({ text, values }: SentStatement): Promise<string[]> {
  const nodes: string[] = [];
  const walk = ({ 'Node Type': kind, Filter: filter, Plans: inner = [] }: PlanNode): void => {
    nodes.push(filter ? `${kind} with a filter` : kind);
    inner.forEach(walk);
  };
  await db.$transaction(async (tx) => {
    await tx.$executeRawUnsafe('SET LOCAL plan_cache_mode = force_generic_plan');
    for (const way of ['seqscan', 'sort', 'bitmapscan']) await tx.$executeRawUnsafe(`SET LOCAL enable_${way} = off`);
    await tx.$executeRawUnsafe(`PREPARE common AS ${text}`);
    const given = values.map((value) => `'${value}'`).join(', ');
    const [row] = await tx.$queryRawUnsafe<{ 'QUERY PLAN': [{ Plan: PlanNode }] }[]>(
      `EXPLAIN (FORMAT JSON) EXECUTE common(${given})`,
    );
    await tx.$executeRawUnsafe('DEALLOCATE common');
    if (row) walk(row['QUERY PLAN'][0].Plan);
  });
  return nodes;
}

const indexed = Object.values(ORDERED_BY_VALUE.Ticket ?? {}).flat();

it.each<[string, Prisma.TicketWhereInput]>([
  ['a place', place],
  ['a place and what it implies', { AND: [bound, place] }],
  ...indexed.map((column): [string, Prisma.TicketWhereInput] => [column, { [column]: 1 }]),
  ...indexed.map((column): [string, Prisma.TicketWhereInput] => [
    `${column} and a place`,
    { AND: [{ [column]: 1 }, place] },
  ]),
  ...indexed.map((column): [string, Prisma.TicketWhereInput] => [
    `${column}, a place and what it implies`,
    { AND: [{ [column]: 1 }, bound, place] },
  ]),
])('walk through an index, which sorts nothing and skips nothing: by %s', async (_name, where) => {
  takeStatements();
  await db.ticket.findMany({ ...changed, where, select: { id: true } });
  const [statement] = takeStatements();
  const nodes = await commonNodesOf(statement ?? { text: '', values: [] });
  expect(nodes).toEqual(['Aggregate', 'Limit', expect.stringMatching(/^Index (Only )?Scan$/)]);
});
