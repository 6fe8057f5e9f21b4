import pg from 'pg';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createStatementNamer } from '../../src/infra/database-statements.js';
import { testDatabase } from '../support/db.js';

/** What goes through the driver. It is listened to from before the first connection, which keeps the function it finds. */
const sent: string[] = [];
const send = pg.Client.prototype.query;
pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
  sent.push(String(Reflect.get(Object(args[0]), 'text')));
  return Reflect.apply(send, this, args);
} as typeof send;
afterAll(() => {
  pg.Client.prototype.query = send;
});

const embedded = await testDatabase();
const server = await testDatabase('postgres');

describe.each([
  ['the embedded database', embedded],
  ['PostgreSQL', server],
])('works on %s', (_name, { db, ping, truncate }) => {
  beforeEach(truncate);

  it('answers', async () => {
    await ping();
  });

  it('reads times back to the millisecond, whatever the time zone of the server', async () => {
    const createdAt = new Date('2026-03-02T08:15:27.063Z');
    const { id } = await db.company.create({ data: { name: 'Acme', nameKey: 'acme', createdAt } });
    expect((await db.company.findUniqueOrThrow({ where: { id } })).createdAt).toEqual(createdAt);
    const [raw] = await db.$queryRaw<{ createdAt: Date }[]>`SELECT "createdAt" FROM "Company"`;
    expect(raw?.createdAt).toEqual(createdAt);
    expect(await db.company.count({ where: { createdAt } })).toBe(1);
  });

  it('has the three statuses, and gives large ids to others', async () => {
    const statuses = await db.ticketStatus.findMany({ orderBy: { position: 'asc' } });
    expect(statuses.map(({ id, kind }) => [id, kind])).toEqual([
      [1, 'NEW'],
      [2, 'IN_PROGRESS'],
      [3, 'CLOSED'],
    ]);
    expect((await db.ticketStatus.create({ data: { name: 'Waiting', nameKey: 'waiting' } })).id).toBe(10_001);
  });

  it('runs the same statement many times', async () => {
    for (let round = 0; round < 6; round += 1) {
      await db.tag.create({ data: { name: `tag ${round}`, nameKey: `tag ${round}` } });
      expect(await db.tag.count({ where: { name: { contains: 'tag' } } })).toBe(round + 1);
    }
  });
});

describe('PostgreSQL', () => {
  it('loads relations with joins, in one statement', async () => {
    await server.truncate();
    const company = await server.db.company.create({ data: { name: 'Acme', nameKey: 'acme' } });
    await server.db.department.create({ data: { name: 'Sales', key: '1:sales', companyId: company.id } });
    sent.length = 0;
    await server.db.company.findMany({ include: { departments: { take: 1 }, users: true } });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toContain('LIMIT');
  });
});

describe('names of statements', () => {
  it('names a statement when it comes for the third time, and always the same', () => {
    const name = createStatementNamer('s');
    const names = Array.from({ length: 5 }, () => name({ sql: 'SELECT 1' }));
    expect(names).toEqual(['', '', 's1', 's1', 's1']);
    expect(name({ sql: 'SELECT 2' })).toBe('');
  });

  it('never gives a name to two statements, and stops after a few hundred', () => {
    const name = createStatementNamer('s');
    const statements = Array.from({ length: 400 }, (_, index) => ({ sql: `SELECT ${index}` }));
    for (let round = 0; round < 3; round += 1) statements.forEach(name);
    const named = statements.map(name).filter((given) => given !== '');
    expect(named).toHaveLength(300);
    expect(new Set(named).size).toBe(300);
  });
});
