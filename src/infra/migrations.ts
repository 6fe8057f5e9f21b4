import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { Database } from './database.js';
import type { Log } from './log.js';

const MIGRATIONS = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));

/** Brings the database up to date. Processes that start together wait for the first of them. */
export async function migrate(database: Database, log: Log): Promise<string[]> {
  if ((await pendingMigrations(database)).length === 0) return [];

  const { applyMigrations } = await import('./schema-engine.js');
  const applied = await database.driver.exclusively(async (connection) => {
    const isDone = (await pendingMigrations(database)).length === 0;
    return isDone ? [] : applyMigrations(connection, await readMigrations());
  });
  if (applied.length === 0) return [];

  log.info({ migrations: applied }, 'database migrated');
  return applied;
}

/** The names of the migrations that the database has not seen yet, without loading the engine. */
export async function pendingMigrations(database: Database): Promise<string[]> {
  const [known] = await database.db.$queryRaw<{ exists: boolean }[]>`
    SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists`;
  const rows = known?.exists
    ? await database.db.$queryRaw<{ name: string }[]>`
        SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`
    : [];
  const applied = new Set(rows.map((row) => row.name));
  return (await migrationNames()).filter((name) => !applied.has(name));
}

/** All migrations of this version, oldest first. */
export async function migrationNames(): Promise<string[]> {
  const entries = await readdir(MIGRATIONS, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

async function readMigrations(): Promise<MigrationList> {
  const names = await migrationNames();
  const scripts = await Promise.all(names.map((name) => readFile(join(MIGRATIONS, name, 'migration.sql'), 'utf8')));
  return {
    baseDir: MIGRATIONS,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: names.map((name, index) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: scripts[index] ?? '' } },
    })),
  };
}
