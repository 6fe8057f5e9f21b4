import { beforeEach, expect, it, vi } from 'vitest';
import { lockUsers } from '../../src/domain/user/user-admins.js';
import { contextOf } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import { makeAdmin, makeTicket, makeUser } from '../support/factories.js';

const database = await testDatabase('postgres');
const { db } = database;
beforeEach(database.truncate);

async function whileLocked(purpose: 'change' | 'removal', work: (userId: number) => Promise<unknown>) {
  const { id } = await makeUser(db);
  const ctx = await contextOf(db, await makeAdmin(db));
  const finished = vi.fn();
  let working: Promise<unknown> = Promise.resolve();
  await ctx.inTransaction(async (tx) => {
    await lockUsers(tx, [id], purpose);
    working = work(id).then(finished);
    if (purpose === 'change') await working;
    else await vi.waitFor(async () => expect(await waiting()).toBe(1));
    expect(finished).toHaveBeenCalledTimes(purpose === 'change' ? 1 : 0);
  });
  await working;
}

/** How many connections of this database wait for a lock. */
async function waiting(): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return row?.count ?? 0;
}

it('a user who is being changed can still be referred to', async () => {
  await whileLocked('change', (submitterId) => makeTicket(db, { submitterId }));
});

it('a user who is being removed cannot', async () => {
  await whileLocked('removal', (submitterId) => makeTicket(db, { submitterId }));
});
