import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { openDatabase } from '../src/infra/database.js';
import { createLog } from '../src/infra/log.js';
import { migrate } from '../src/infra/migrations.js';

/** A seeded database that is kept between runs. */
export interface BenchDatabase {
  readonly url: string;
  readonly name: string;
  readonly tickets: number;
  /** For questions of the runner itself. */
  readonly client: pg.Client;
  /** Takes back what workloads have written, as also a run that was cut short may have left something. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

interface Recipe {
  readonly name: string;
  readonly tickets: number;
  /** Makes the tables, where that is not part of the seed. */
  prepare(url: string): Promise<void>;
  readonly seed: string;
  /** Begins with the comments. */
  readonly reset: string;
  /** The tables that workloads write. */
  readonly written: string;
}

/** The desk's tables with so many tickets. */
export async function openDeskDatabase(server: string, tickets: number): Promise<BenchDatabase> {
  const [seed, reset] = await Promise.all([readSql('seed.sql'), readSql('reset.sql')]);
  return openSeeded(server, {
    name: `helpdesk_bench_${tickets}`,
    tickets,
    prepare: migrateDesk,
    seed: seed.replaceAll(':tickets', String(tickets)),
    reset,
    written:
      '"Comment", "CommentRecipient", "Ticket", "TicketEvent", "TicketParticipant", "TicketSearch", "MailJob", "OutgoingMail"',
  });
}

/** The peers' tables, in a schema of their own. */
export async function openPeersDatabase(server: string, tickets: number, seed: string): Promise<BenchDatabase> {
  return openSeeded(server, {
    name: `helpdesk_bench_peers_${tickets}`,
    tickets,
    prepare: async () => undefined,
    seed: seed.replaceAll(':tickets', String(tickets)),
    reset: `DELETE FROM bench."Comment" WHERE id > ${tickets * 5}`,
    written: 'bench."Comment"',
  });
}

async function openSeeded(server: string, recipe: Recipe): Promise<BenchDatabase> {
  const { name, tickets, seed } = recipe;
  const url = addressOf(server, name);
  const mark = `seeded ${createHash('sha256').update(seed).digest('hex').slice(0, 16)}`;
  const isSeeded = (await markOf(server, name)) === mark;
  if (!isSeeded) await run(server, `DROP DATABASE IF EXISTS ${name}`, `CREATE DATABASE ${name}`);
  await recipe.prepare(url);
  if (!isSeeded) {
    process.stderr.write(`Seeding ${name}.\n`);
    await run(url, seed, 'VACUUM ANALYZE', `COMMENT ON DATABASE ${name} IS '${mark}'`);
  }

  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const reset = () => resetDatabase(client, recipe);
  await reset();
  return { url, name, tickets, client, reset, close: () => client.end() };
}

/** Tries again when work that is still done in the background is in the way. */
async function resetDatabase(
  client: pg.Client,
  { reset, written }: Pick<Recipe, 'reset' | 'written'>,
  attempts = 20,
): Promise<void> {
  try {
    const [comments] = [await client.query(reset)].flat();
    if (comments?.rowCount) await client.query(`VACUUM ANALYZE ${written}`);
  } catch (error) {
    const isDeadlock = error instanceof pg.DatabaseError && error.code === '40P01';
    if (!isDeadlock || attempts === 1) throw error;
    await resetDatabase(client, { reset, written }, attempts - 1);
  }
}

/** Desks do the same when they start; kept databases of older versions are brought up to date. */
async function migrateDesk(databaseUrl: string): Promise<void> {
  const log = createLog('silent');
  const database = await openDatabase({ databaseUrl, databasePool: 1, dataDir: '' }, log);
  await migrate(database, log).finally(() => database.close());
}

async function markOf(server: string, name: string): Promise<string | null> {
  const [result] = await run(
    server,
    `SELECT shobj_description(oid, 'pg_database') AS mark FROM pg_database WHERE datname = '${name}'`,
  );
  return result?.rows[0]?.mark ?? null;
}

/** Each statement by itself: some refuse to run inside the transaction that several make. */
async function run(url: string, ...statements: string[]): Promise<pg.QueryResult[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const results: pg.QueryResult[] = [];
  try {
    for (const statement of statements) results.push(await client.query(statement));
    return results;
  } finally {
    await client.end();
  }
}

function addressOf(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

function readSql(file: string): Promise<string> {
  return readFile(new URL(file, import.meta.url), 'utf8');
}
