import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { type Database, databaseOn, openDatabase } from '../../src/infra/database.js';
import { pgliteDriver } from '../../src/infra/database-pglite.js';
import { testLog } from './logs.js';

/** A migrated database of one test file. It is closed when the file is done. */
export interface TestDatabase extends Database {
  /** Null for the embedded database. */
  readonly url: string | null;
  /** Brings the database back to how a migrated one starts: the three statuses and nothing else, ids from 1. */
  truncate(): Promise<void>;
}

/** On tables with a few rows this is ten times faster than TRUNCATE. Without triggers, since all rows go. */
const EMPTY_ALL_TABLES = `DO $$ DECLARE name text; BEGIN
  PERFORM set_config('session_replication_role', 'replica', true);
  FOR name IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'
    LOOP EXECUTE 'DELETE FROM ' || name; END LOOP;
  FOR name IN SELECT quote_ident(sequencename) FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
    LOOP EXECUTE 'ALTER SEQUENCE ' || name || ' RESTART'; END LOOP;
END $$`;

/**
 * Opens a database for a test file: embedded, or a copy of the template in the real PostgreSQL where connections, locks
 * and races matter. Call it at the top of the file, and `truncate` before each test.
 */
export async function testDatabase(kind: Database['kind'] = 'pglite'): Promise<TestDatabase> {
  const url = kind === 'pglite' ? null : await copyTemplate();
  const database = url === null ? await bootPglite() : await openPostgres(url);
  afterAll(() => database.close());

  const statuses = await database.db.ticketStatus.findMany();
  const truncate = async () => {
    await database.db.$executeRawUnsafe(EMPTY_ALL_TABLES);
    await database.db.ticketStatus.createMany({ data: statuses });
  };
  return { ...database, url, truncate };
}

async function bootPglite(): Promise<Database> {
  const dump = new Blob([await readFile(inject('pgliteDump'))]);
  return databaseOn(pgliteDriver(await PGlite.create({ loadDataDir: dump })));
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
