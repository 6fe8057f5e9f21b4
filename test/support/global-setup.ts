import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { type Database, databaseOn, openDatabase } from '../../src/infra/database.js';
import { pgliteDriver } from '../../src/infra/database-pglite.js';
import { createLog } from '../../src/infra/log.js';
import { migrate, migrationNames } from '../../src/infra/migrations.js';
import { collectLogs } from './logs.js';
import { startRedisServer } from './redis-server.js';
import { startPostgres } from './services.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the cluster, without a database: see `testDatabase('postgres')`. */
    postgresUrl: string;
    redisUrl: string;
    /** File with a migrated, empty embedded database. */
    pgliteDump: string;
  }
}

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/help-desk/', import.meta.url));
const TEMPLATE = 'desk_template';

/** Starts the servers that the tests need and migrates one database of each kind, from which every test file gets a copy. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  mkdirSync(CACHE, { recursive: true });
  const searchLogs = collectLogs();
  const [postgres, redis] = await Promise.all([startPostgres(`${CACHE}cluster`), startRedisServer()]);
  // One after the other: each is work for a whole core, and connections are given up after seconds.
  await makeTemplate(postgres.url);
  const pgliteDump = await dumpPglite();
  project.provide('postgresUrl', postgres.url);
  project.provide('redisUrl', redis.url);
  project.provide('pgliteDump', pgliteDump);

  return async () => {
    // First, since servers may take longer to stop than the end of a run may take.
    try {
      searchLogs();
    } finally {
      await Promise.all([postgres.stop(), redis.kill()]);
    }
  };
}

async function makeTemplate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE DATABASE ${TEMPLATE}`);
  await client.end();
  const databaseUrl = url.replace(/\/postgres$/, `/${TEMPLATE}`);
  await migrateAndClose(await openDatabase({ databaseUrl, databasePool: 1, dataDir: '' }, createLog('silent')));
}

/** Making an embedded database takes seconds, so it is kept until a migration changes. */
async function dumpPglite(): Promise<string> {
  const file = `${CACHE}pglite-${await migrationsHash()}.tar`;
  if (existsSync(file)) return file;

  const pglite = await PGlite.create();
  const database = databaseOn(pgliteDriver(pglite));
  await migrate(database, createLog('silent'));
  const dump = await pglite.dumpDataDir('none');
  await database.close();

  const draft = `${file}-${process.pid}`;
  writeFileSync(draft, Buffer.from(await dump.arrayBuffer()));
  renameSync(draft, file);
  return file;
}

async function migrateAndClose(database: Database): Promise<void> {
  await migrate(database, createLog('silent'));
  await database.close();
}

async function migrationsHash(): Promise<string> {
  const hash = createHash('sha256').update(readFileSync(new URL('../../package.json', import.meta.url)));
  for (const name of await migrationNames()) {
    hash.update(readFileSync(new URL(`../../prisma/migrations/${name}/migration.sql`, import.meta.url)));
  }
  return hash.digest('hex').slice(0, 12);
}
