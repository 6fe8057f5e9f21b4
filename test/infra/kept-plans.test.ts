import { expect, it } from 'vitest';
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
  const narrowed = { select: { comments: { ...newest, where: { isInternal: false }, select: { id: true } } } };
  expect(await limitsOf(() => db.ticket.findFirst({ where: { id: 1 }, ...narrowed }))).toEqual(['LIMIT $']);
});

it('are not those of filtered lists and far pages', async () => {
  expect(await limitsOf(() => db.ticket.findMany({ ...newest, where: { statusId: 1 } }))).toEqual(['LIMIT $']);
  expect(await limitsOf(() => db.ticket.findMany({ ...newest, skip: 40 }))).toEqual(['LIMIT $']);
});
