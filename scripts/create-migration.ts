import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { databaseOn } from '../src/infra/database.js';
import { pgliteDriver } from '../src/infra/database-pglite.js';
import { createLog } from '../src/infra/log.js';
import { migrate } from '../src/infra/migrations.js';
import { schemaDifference } from '../src/infra/schema-engine.js';

const PRISMA = new URL('../prisma/', import.meta.url);

/** Writes what is missing between the migrations and `schema.prisma` as a new migration. Needs neither network nor server. */
async function createMigration(name: string): Promise<void> {
  const database = databaseOn(pgliteDriver(await PGlite.create()));
  await migrate(database, createLog('silent'));
  const schema = await readFile(new URL('schema.prisma', PRISMA), 'utf8');
  const sql = await database.driver.exclusively((connection) => schemaDifference(connection, schema));
  await database.close();
  if (sql === '') return console.log('The migrations say all that schema.prisma says. Nothing to write.');

  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = new URL(`migrations/${stamp}_${name}/`, PRISMA);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL('migration.sql', folder), `${sql}\n`);
  console.log(`Wrote ${fileURLToPath(folder)}migration.sql. Read it, add what Prisma cannot express, and commit it.`);
}

const name = process.argv[2] ?? '';
if (/^[a-z][a-z0-9_]*$/.test(name)) await createMigration(name);
else {
  console.error('Say what the migration does, in snake_case: npm run db:migration -- add_due_date');
  process.exitCode = 1;
}
