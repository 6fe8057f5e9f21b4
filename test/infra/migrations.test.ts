import pg from 'pg';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { openDatabase } from '../../src/infra/database.js';
import type { MigrationConnection } from '../../src/infra/database-driver.js';
import { createLog } from '../../src/infra/log.js';
import { migrate, migrationNames, pendingMigrations } from '../../src/infra/migrations.js';

const log = createLog('silent');
const admin = new pg.Client({ connectionString: inject('postgresUrl') });
await admin.connect();
afterAll(() => admin.end());

async function openEmpty(name: string) {
  await admin.query(`CREATE DATABASE ${name} TEMPLATE template0`);
  return open(name);
}

function open(name: string) {
  const databaseUrl = inject('postgresUrl').replace(/\/postgres$/, `/${name}`);
  return openDatabase({ databaseUrl, databasePool: 2, dataDir: '' }, log);
}

describe('works', () => {
  it('applies what is pending, once', async () => {
    const database = await openEmpty('migrations_once');
    const all = await migrationNames();
    expect(await pendingMigrations(database)).toEqual(all);
    expect(await migrate(database, log)).toEqual(all);
    expect(await pendingMigrations(database)).toEqual([]);
    expect(await migrate(database, log)).toEqual([]);
    await database.close();
  });

  it('lets several processes start together', async () => {
    const first = await openEmpty('migrations_together');
    const others = await Promise.all([open('migrations_together'), open('migrations_together')]);
    const applied = await Promise.all([first, ...others].map((database) => migrate(database, log)));
    expect(applied.flat()).toEqual(await migrationNames());
    expect(await first.db.ticketStatus.count()).toBe(3);
    await Promise.all([first, ...others].map((database) => database.close()));
  });

  it('keeps the books that `prisma migrate deploy` reads', async () => {
    const database = await openEmpty('migrations_books');
    await migrate(database, log);
    const rows = await database.db.$queryRaw<{ checksum: string; finished_at: Date | null }[]>`
      SELECT checksum, finished_at FROM _prisma_migrations`;
    expect(rows).toHaveLength((await migrationNames()).length);
    for (const row of rows) {
      expect(row.checksum).toMatch(/^[0-9a-f]{64}$/);
      expect(row.finished_at).toBeInstanceOf(Date);
    }
    await database.close();
  });

  it('goes on after a migration that was interrupted', async () => {
    const database = await openEmpty('migrations_interrupted');
    await database.db.$executeRaw`CREATE FUNCTION refresh_ticket_search(int[]) RETURNS void LANGUAGE sql AS 'SELECT 1'`;
    await expect(migrate(database, log)).rejects.toThrow('function "refresh_ticket_search" already exists');
    await database.db.$executeRaw`DROP FUNCTION refresh_ticket_search`;
    expect(await migrate(database, log)).toEqual(await migrationNames());
    await database.close();
  });
});

describe('goes on after being killed', () => {
  it('when the database had done a migration that nobody could record any more', async () => {
    const database = await openEmpty('migrations_killed');
    const { exclusively } = database.driver;
    const killedAfter = (script: string) => ({
      ...database,
      driver: {
        ...database.driver,
        exclusively: <Result>(work: (connection: MigrationConnection) => Promise<Result>) =>
          exclusively((connection) =>
            work({
              ...connection,
              async runScript(text) {
                await connection.runScript(text);
                if (text.includes(script)) throw new Error('killed');
              },
            }),
          ),
      },
    });
    await expect(migrate(killedAfter('refresh_ticket_search'), log)).rejects.toThrow('killed');
    const [first, ...others] = await migrationNames();
    expect(await pendingMigrations(database)).toEqual(others);
    expect(await migrate(database, log)).toEqual(others);
    expect(first).toMatch(/initial/);
    await database.close();
  });
});

describe('mistakes', () => {
  it('leaves nothing of a failed migration behind', async () => {
    const database = await openEmpty('migrations_failing');
    await database.db.$executeRaw`CREATE FUNCTION refresh_ticket_search(int[]) RETURNS void LANGUAGE sql AS 'SELECT 1'`;
    await expect(migrate(database, log)).rejects.toThrow();
    const [table] = await database.db.$queryRaw<
      { made: boolean }[]
    >`SELECT to_regclass('"Company"') IS NOT NULL AS made`;
    expect(table?.made).toBe(false);
    await database.close();
  });

  it('does not touch a database that holds something else', async () => {
    const database = await openEmpty('migrations_foreign');
    await database.db.$executeRaw`CREATE TABLE "Invoice" (id int)`;
    await expect(migrate(database, log)).rejects.toThrow('not empty');
    await database.close();
  });
});
