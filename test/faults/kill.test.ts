import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../support/db.js';
import { ADMIN } from '../support/demo-desk.js';
import { type ServerProcess, startServerProcess } from '../support/server-process.js';

const database = await testDatabase('postgres');
const folder = mkdtempSync(join(tmpdir(), 'help-desk-kill-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const env = {
  DATABASE_URL: database.url ?? '',
  DATA_DIR: folder,
  DEMO: 'false',
  ADMIN_PASSWORD: 'admin',
  LIMIT_PER_MINUTE: '0',
};
const PAIRS = 16;
const UPLOADS = 16;

/** Calls that are under way when the process is killed; answers which were acknowledged. */
async function killAmong<Item>(desk: ServerProcess, items: readonly Item[], call: (item: Item) => Promise<boolean>) {
  const acknowledged: Item[] = [];
  let ended: Promise<unknown> | undefined;
  const calls = items.map(async (item) => {
    const isDone = await call(item).catch(() => false);
    if (isDone) acknowledged.push(item);
    if (acknowledged.length >= items.length / 4) ended ??= desk.end('SIGKILL');
  });
  await Promise.all(calls);
  await ended;
  return acknowledged;
}

async function post(desk: ServerProcess, action: string, fields: Record<string, string>): Promise<Response> {
  return fetch(`${desk.url}/api/${action}`, { method: 'POST', headers: ADMIN, body: new URLSearchParams(fields) });
}

describe('a process that is killed', { timeout: 120_000 }, () => {
  it('in the middle of merging leaves every pair merged or apart, never by half', async () => {
    const desk = await startServerProcess(env);
    const category = await database.db.category.create({ data: { name: 'Drill' } });
    const file = async (subject: string) => {
      const fields = { categoryId: String(category.id), subject, body: 'x', priorityId: '0' };
      const id = await (await post(desk, 'ticket', fields)).text();
      await post(desk, 'comment', { id, body: `comment of ${subject}` });
      return Number(id);
    };
    const pairs = await Promise.all(
      Array.from({ length: PAIRS }, async (_, pair) => ({
        kept: await file(`kept ${pair}`),
        merged: await file(`merged ${pair}`),
      })),
    );

    const merge = 'mutation ($input: MergeTicketsInput!) { mergeTickets(input: $input) { deletedId } }';
    const acknowledged = await killAmong(desk, pairs, async ({ kept, merged }) => {
      const response = await desk.ask(merge, { input: { keptId: kept, mergedId: merged } }, ADMIN);
      return (await response.json()).data.mergeTickets.deletedId !== null;
    });
    expect(acknowledged.length).toBeGreaterThan(0);

    for (const pair of pairs) {
      const isMerged = (await database.db.ticket.findUnique({ where: { id: pair.merged } })) === null;
      const commentsOf = (ticketId: number) =>
        database.db.comment.count({ where: { ticketId, body: { contains: 'comment of' } } });
      const counts = await Promise.all([commentsOf(pair.kept), commentsOf(pair.merged)]);
      expect(counts).toEqual(isMerged ? [2, 0] : [1, 1]);
      if (acknowledged.includes(pair)) expect(isMerged).toBe(true);
    }
  });

  it('in the middle of uploads keeps every acknowledged file whole, and no row without its file', async () => {
    const desk = await startServerProcess(env);
    const ticket = await database.db.ticket.findFirstOrThrow();
    const contents = Array.from({ length: UPLOADS }, (_, index) => Buffer.alloc(300_000 + index, index));
    const acknowledged = await killAmong(desk, contents, async (bytes) => {
      const body = new FormData();
      body.append('id', String(ticket.id));
      body.append('file', new Blob([bytes]), `${bytes.length}.bin`);
      return (await fetch(`${desk.url}/api/AttachFile`, { method: 'POST', headers: ADMIN, body })).status === 200;
    });
    expect(acknowledged.length).toBeGreaterThan(0);

    const rows = await database.db.attachment.findMany();
    const files = await filesByHash();
    expect(rows.filter(({ sha256, size }) => files.get(sha256) !== size)).toEqual([]);
    const names = rows.map(({ fileName }) => fileName);
    expect(acknowledged.filter(({ length }) => !names.includes(`${length}.bin`))).toEqual([]);
  });

  it('is back with all of it', async () => {
    const desk = await startServerProcess(env);
    expect((await desk.get('/ready')).status).toBe(200);
    const row = await database.db.attachment.findFirstOrThrow();
    const file = await desk.get(`/api/attachment?id=${row.id}`, ADMIN);
    expect(sha256(Buffer.from(await file.arrayBuffer()))).toBe(row.sha256);
    expect(await desk.end('SIGTERM')).toBe(0);
  });
});

/** Sizes of the files below the data folder. */
async function filesByHash(): Promise<Map<string, number>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
  return new Map(files.map((bytes) => [sha256(bytes), bytes.length]));
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
