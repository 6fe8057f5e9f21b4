import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { type Database, databaseOn, openDatabase } from '../../src/infra/database.js';
import { pgliteDriver } from '../../src/infra/database-pglite.js';
import { testLog } from './logs.js';
import { borrowPglite, EMPTY_ALL_TABLES } from './pglite.js';

/** A migrated database of one test file. It is closed when the file is done. */
export interface TestDatabase extends Database {
  /** Null for the embedded database. */
  readonly url: string | null;
  /** Brings the database back to how a migrated one starts: the three statuses and nothing else, ids from 1. */
  truncate(): Promise<void>;
}

/**
 * Opens a database for a test file: embedded, or a copy of the template in the real PostgreSQL where connections, locks
 * and races matter. Call it at the top of the file, and `truncate` before each test.
 */
export async function testDatabase(kind: Database['kind'] = 'pglite'): Promise<TestDatabase> {
  const url = kind === 'pglite' ? null : await copyTemplate();
  const database = url === null ? await borrowed() : await openPostgres(url);
  afterAll(() => database.close());

  const statuses = await database.db.ticketStatus.findMany();
  const truncate = async () => {
    await database.db.$executeRawUnsafe(EMPTY_ALL_TABLES);
    await database.db.ticketStatus.createMany({ data: statuses });
  };
  return { ...database, url, truncate };
}

async function borrowed(): Promise<Database> {
  return databaseOn({ ...pgliteDriver(await borrowPglite()), close: async () => undefined });
}

function openPostgres(databaseUrl: string): Promise<Database> {
  return openDatabase({ databaseUrl, databasePool: 10, dataDir: '' }, testLog());
}

/** Answers the address of the copy. Copies live as long as the cluster. */
async function copyTemplate(): Promise<string> {
  const name = `desk_${randomUUID().replaceAll('-', '')}`;
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  await client.query(`CREATE DATABASE ${name} TEMPLATE desk_template`);
  await client.end();
  return inject('postgresUrl').replace(/\/postgres$/, `/${name}`);
}
