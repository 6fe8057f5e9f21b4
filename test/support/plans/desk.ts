import { readFile } from 'node:fs/promises';
import type { Context } from '../../../src/core/context.js';
import type { Database } from '../../../src/infra/database.js';
import { contextOf } from '../context.js';
import { testDatabase } from '../db.js';
import { listenTo, type PlanDatabase } from './statements.js';

/** Enough for plans to be those of a large desk: what grows with the desk is the dearer one. */
const TICKETS = 16_000;

/** Full documents would take longest, so they have the words of the subject alone, but as much room. */
const DOCUMENTS = `ALTER TABLE "TicketSearch" SET (fillfactor = 10);
  INSERT INTO "TicketSearch" SELECT id, to_tsvector('english', subject), to_tsvector('english', subject) FROM "Ticket";`;

/** A sample of all rows is the same in every run, and so are the plans. */
const ALL_ROWS = 'SET default_statistics_target = 300';

/** A PostgreSQL database with a desk that the planner knows. */
export async function planDesk(): Promise<Database> {
  const database = await testDatabase('postgres');
  const [seed, more] = await Promise.all([
    readFile(new URL('../../../bench/seed.sql', import.meta.url), 'utf8'),
    readFile(new URL('desk.sql', import.meta.url), 'utf8'),
  ]);
  const script = seed
    .replaceAll(':tickets', String(TICKETS))
    .replace(/^SELECT refresh_ticket_search.*$/m, DOCUMENTS)
    .replace(/^SELECT recount_tickets.*$/gm, '');
  await database.driver.exclusively(async ({ runScript }) => {
    for (const part of [`${script}\n${more}`, 'VACUUM', `${ALL_ROWS}; ANALYZE`]) await runScript(part);
  });
  return database;
}

/** Users of the seed by what they may see. */
const CALLERS = { admin: 1, technician: 20, manager: 120, head: 150, customer: 300 } as const;

/** Somebody who asks, and the database that listens. */
export interface Caller {
  readonly name: keyof typeof CALLERS;
  readonly ctx: Context;
  readonly database: PlanDatabase;
}

/** All callers, each with a database of their own that is listened to. */
export function planCallers(database: Database, options: { readonly hasAnswers: boolean }): Promise<Caller[]> {
  // In the middle of what the seed lets happen.
  const now = () => new Date('2025-01-10T00:00:00Z');
  const names = Object.keys(CALLERS) as Caller['name'][];
  const callers = names.map(async (name): Promise<Caller> => {
    const listening = listenTo(database, options);
    const ctx = await contextOf(database.db, { id: CALLERS[name] }, { now });
    return { name, ctx: { ...ctx, db: listening.db }, database: listening };
  });
  return Promise.all(callers);
}
