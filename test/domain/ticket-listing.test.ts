import { expect, it } from 'vitest';
import type { Principal } from '../../src/core/principal.js';
import { listedTickets } from '../../src/domain/ticket/ticket-listing.js';

const now = new Date('2026-03-02T08:00:00Z');
const who = { id: 1, isAdmin: true, technicianOf: [] as readonly number[] } as Principal;

const lastDueDate = (dueInDays: number) => {
  const { AND: clauses } = listedTickets({ dueInDays }, who, now);
  return (Array.isArray(clauses) ? clauses : []).flatMap(
    ({ dueDate }) => (dueDate as { lte: Date } | undefined)?.lte ?? [],
  );
};

it.each([
  [2, 2026],
  [2_147_483_647, 3025],
  [-2_147_483_647, 1026],
])('takes tickets due within %d days for those due until a date that can be stored', (dueInDays, year) => {
  expect(lastDueDate(dueInDays).map((date) => date.getUTCFullYear())).toEqual([year]);
});
