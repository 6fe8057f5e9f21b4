import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { ADMIN, startDemoDesk } from '../support/demo-desk.js';
import { startPostgres } from '../support/services.js';

const postgres = await startPostgres();
// The servers of the tests are careless, which is only right as long as they do not crash.
await asServer((client) => client.query('ALTER DATABASE postgres SET synchronous_commit = on'));
const desk = await startDemoDesk({ DATABASE_URL: postgres.url });
afterAll(() => postgres.stop());

/** What a client may be told while the database is away. */
const CLEAR = new Set([200, 503]);

/** Writes comments until told to stop, and notes what was acknowledged and what was answered. */
function startWriting(name: string) {
  const acknowledged: string[] = [];
  const statuses = new Map<number, number>();
  let isOver = false;
  const writers = Array.from({ length: 4 }, async (_, writer) => {
    for (let turn = 0; !isOver; turn++) {
      const text = `${name} ${writer}-${turn}`;
      const body = new URLSearchParams({ id: '1', body: text });
      const { status } = await fetch(`${desk.url}/api/comment`, { method: 'POST', headers: ADMIN, body });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status === 200) acknowledged.push(text);
    }
  });
  return {
    acknowledged,
    statuses,
    async stop() {
      isOver = true;
      await Promise.all(writers);
    },
  };
}

/** The comments of ticket 1 that begin with the name, without their marker. */
async function stored(name: string): Promise<string[]> {
  const rows = await desk.app.database.db.comment.findMany({ where: { ticketId: 1, body: { contains: name } } });
  return rows.map(({ body }) => body.replace('<!--html-->', ''));
}

async function asServer<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: postgres.url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

const others = 'FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';

describe('acknowledged comments', { timeout: 60_000 }, () => {
  it('survive that all connections are cut, again and again', async () => {
    const writing = startWriting('cut');
    for (let round = 0; round < 5; round++) {
      const before = writing.acknowledged.length;
      await expect.poll(() => writing.acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(before + 3);
      await asServer((client) => client.query(`SELECT pg_terminate_backend(pid) ${others}`));
    }
    await writing.stop();
    expect([...writing.statuses.keys()].filter((status) => !CLEAR.has(status))).toEqual([]);
    await expectKept('cut', writing.acknowledged);
  });

  it('survive that PostgreSQL crashes and recovers', async () => {
    const writing = startWriting('crash');
    await expect.poll(() => writing.acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(5);
    const { rows } = await asServer((client) => client.query<{ pid: number }>(`SELECT pid ${others} LIMIT 1`));
    // A server process that dies makes PostgreSQL end all others and replay its log.
    process.kill(rows[0]?.pid ?? 0, 'SIGKILL');
    const before = writing.acknowledged.length;
    await expect.poll(() => writing.acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(before + 10);
    await writing.stop();
    expect([...writing.statuses.keys()].filter((status) => !CLEAR.has(status))).toEqual([]);
    await expectKept('crash', writing.acknowledged);
  });
});

describe('while PostgreSQL is stopped', { timeout: 60_000 }, () => {
  it('both faces say so, with the time to wait, and so does readiness; nobody learns why', async () => {
    await postgres.stop();
    const rest = await desk.get('/api/Stats', ADMIN);
    expect([rest.status, Number(rest.headers.get('retry-after')) > 0]).toEqual([503, true]);
    expect(await rest.text()).not.toMatch(/postgres|ECONN|prisma/i);

    const graph = await desk.ask('{ tickets(first: 1) { totalCount } }');
    expect(graph.status).toBe(503);
    expect((await graph.json()).errors[0].extensions.code).toBe('UNAVAILABLE');

    expect((await desk.get('/health')).status).toBe(200);
    const ready = await desk.get('/ready');
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ status: 'down', checks: { database: 'down' } });
    expect((await desk.get('/metrics')).status).toBe(200);
  });
});

/** Every acknowledged one is there once; of the others, those that were written before the answer got lost. */
async function expectKept(name: string, acknowledged: readonly string[]): Promise<void> {
  const rows = await stored(name);
  expect(new Set(rows).size).toBe(rows.length);
  expect(acknowledged.filter((text) => !rows.includes(text))).toEqual([]);
}
