import { describe, expect, it } from 'vitest';
import { AppError, notFound } from '../../src/core/errors.js';
import { openDatabase } from '../../src/infra/database.js';
import { translateDatabaseError } from '../../src/infra/database-errors.js';
import { createLog } from '../../src/infra/log.js';
import { testDatabase } from '../support/db.js';
import { freePort } from '../support/services.js';

const embedded = await testDatabase();
const server = await testDatabase('postgres');
const silent = createLog('silent');

async function translated(work: () => Promise<unknown>): Promise<unknown> {
  return work().then(
    () => 'no error',
    (error: unknown) => translateDatabaseError(error),
  );
}

describe.each([
  ['the embedded database', embedded],
  ['PostgreSQL', server],
])('mistakes, on %s', (_name, { db }) => {
  const user = { username: 'jane', usernameKey: 'jane', fullName: 'Jane' };

  it('calls a taken name a conflict', async () => {
    await db.user.create({ data: user });
    expect(await translated(() => db.user.create({ data: user }))).toMatchObject({ code: 'CONFLICT' });
  });

  it('calls a record in use a conflict', async () => {
    const submitter = await db.user.findFirstOrThrow();
    const category = await db.category.create({ data: { name: 'Hardware' } });
    const ticket = { subject: 'No paper', body: '', submitterId: submitter.id, categoryId: category.id };
    await db.ticket.create({ data: ticket });
    const removed = translated(() => db.category.delete({ where: { id: category.id } }));
    expect(await removed).toMatchObject({ code: 'CONFLICT' });
    const orphan = translated(() => db.ticket.create({ data: { ...ticket, categoryId: 4711 } }));
    expect(await orphan).toMatchObject({ code: 'CONFLICT' });
  });

  it.each([
    ['a NUL character', () => db.tag.create({ data: { name: 'a\0', nameKey: 'a' } })],
    ['a NUL character in SQL', () => db.$queryRaw`SELECT ${'a\0'}::text`],
    ['a number that is too large', () => db.ticket.findUnique({ where: { id: 2 ** 31 } })],
    ['a value that a rule of the table forbids', () => db.ticket.updateMany({ data: { priority: 9 } })],
    ['a name too long for its index', () => db.tag.create({ data: { name: 'a', nameKey: noise(20_000) } })],
  ])('calls %s invalid', async (_what, work) => {
    expect(await translated(work)).toMatchObject({ code: 'INVALID' });
  });

  it('calls a missing record not found', async () => {
    const work = () => db.tag.update({ where: { id: 4711 }, data: { name: 'x' } });
    expect(await translated(work)).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('calls a full disk and a cancelled statement unavailable', async () => {
    for (const state of ['53100', '57014']) {
      const work = () => db.$executeRawUnsafe(`DO $$ BEGIN RAISE 'no' USING ERRCODE = '${state}'; END $$`);
      expect(await translated(work)).toMatchObject({ code: 'UNAVAILABLE', retryAfterSeconds: 5 });
    }
  });

  it('repeats no word of the database', async () => {
    const error = await translated(() => db.ticket.updateMany({ data: { priority: 9 } }));
    expect(error).toBeInstanceOf(AppError);
    expect(String(error)).not.toMatch(/prisma|priority|Ticket/i);
  });

  it('leaves bugs and its own errors alone', async () => {
    expect(await translated(() => db.$queryRaw`SELECT nonsense`)).not.toBeInstanceOf(AppError);
    const own = notFound('Ticket');
    expect(translateDatabaseError(own)).toBe(own);
    expect(translateDatabaseError('text')).toBe('text');
  });
});

describe('a PostgreSQL out of reach', () => {
  it('is unavailable when nobody listens', async () => {
    const databaseUrl = `postgres://postgres@127.0.0.1:${await freePort()}/desk`;
    const dead = await openDatabase({ databaseUrl, databasePool: 1, dataDir: '' }, silent);
    expect(await translated(() => dead.ping())).toMatchObject({ code: 'UNAVAILABLE' });
    expect(await translated(() => dead.db.tag.count())).toMatchObject({ code: 'UNAVAILABLE' });
    expect(await translated(() => dead.db.$transaction((tx) => tx.tag.count()))).toMatchObject({ code: 'UNAVAILABLE' });
    await dead.close();
  });

  it('is unavailable when the connection breaks in the middle, and is used again afterwards', async () => {
    const cut = () => server.db.$queryRaw`SELECT pg_terminate_backend(pg_backend_pid())`;
    expect(await translated(cut)).toMatchObject({ code: 'UNAVAILABLE' });
    const cutInside = server.db.$transaction(async (tx) => {
      const [{ pid } = { pid: 0 }] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
      await server.db.$queryRaw`SELECT pg_terminate_backend(${pid}::int)`;
      await tx.tag.count();
    });
    expect(await translated(() => cutInside)).toMatchObject({ code: 'UNAVAILABLE' });
    await server.ping();
  });
});

/** Text that does not compress. */
function noise(length: number): string {
  let state = 1;
  return Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return String.fromCharCode(97 + (state % 26));
  }).join('');
}
