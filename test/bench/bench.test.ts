import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { measureAll, startAll } from '../../bench/compare.js';
import type { Workloads } from '../../bench/contender.js';
import { type Entry, measureWorkload } from '../../bench/measure.js';
import { readOptions } from '../../bench/options.js';
import { readPeers } from '../../bench/peers.js';
import type { Running } from '../../bench/processes.js';
import { prepareRequests } from '../../bench/requests.js';
import { inSession, type Session } from '../../bench/session.js';

const TICKETS = 500;
/** Migrates and seeds a database, and starts three servers. */
const START_TIMEOUT_MS = 120_000;
const FEW = [
  '--tickets',
  `${TICKETS}`,
  '--rounds',
  '1',
  '--seconds',
  '0.05',
  '--warm',
  '10',
  '--connections',
  '2',
  '--workloads',
  'W1,W2',
];

const PEERS = `const peer = { command: ['node', 'peers/tiny.mjs'], workloads: {
  W1: { method: 'GET', path: '/{{id}}', expect: { subject: 2 } },
  W2: { method: 'GET', path: '/{{id}}', expect: { subject: 1 } } } };
export default { tiny: peer };`;
const TINY = `import { createServer } from 'node:http';
createServer((_, response) => response.end('{"subject":1,"other":{"subject": 2}}'))
  .listen(process.env.PORT, () => console.log('ready'));`;
const SEED =
  'CREATE SCHEMA bench; CREATE TABLE bench."Comment" AS SELECT i AS id FROM generate_series(1, :tickets * 5) i';

let session: Session;
let entries: Entry[];
let output = '';
let end: (() => Promise<void>) | undefined;

// With the desk as it is in `src`, so that nothing must be built.
beforeAll(async () => {
  const { options } = readOptions(FEW);
  const command = ['node', '--import', 'tsx', 'src/main.ts'];
  const print = (text: string) => {
    output += `${text}\n`;
  };
  await new Promise<void>((resolve, reject) => {
    const ended = inSession({ options, databaseUrl: inject('postgresUrl'), command, print }, async (opened) => {
      session = opened;
      entries = await startAll(session, makePeers());
      await new Promise<void>((finish) => {
        end = () => {
          finish();
          return ended;
        };
        resolve();
      });
    });
    ended.catch(reject);
  });
}, START_TIMEOUT_MS);

afterAll(() => end?.());

describe('the bench', () => {
  it('measures the desk, the limit and the peers, and leaves out who did other work', async () => {
    const isFine = await measureAll(session, entries, 'limit');
    const figures = '(?: +[\\d.-]+){13}';
    expect(output).toContain(`${TICKETS} tickets, 2 connections, 1 rounds of 0.05 s, x = ratio to limit`);
    expect(output).toMatch(/\nW1 +cpu ms +x +db ms +x +req\/s +x +p50 ms +x +p99 ms +x +MB +x +bytes\n/);
    expect(output).toMatch(new RegExp(`W1 .*(?:\n(?:limit|desk|tiny)${figures}){3}\n`));
    expect(output).toMatch(new RegExp(`W2 .*(?:\n(?:limit|desk)${figures}){2}\nW2 FAILED on tiny`));
    expect(output).toContain('W2 FAILED on tiny: "subject" is there 2 times, not 1');
    expect(isFine).toBe(false);
  });

  it('has a limit that answers what the desk answers', async () => {
    const [limit, desk] = entries;
    if (!limit || !desk) throw new Error('They did not start.');
    for (const name of ['W1', 'W2', 'W3', 'W4', 'W6', 'W7', 'W8k']) {
      expect(await answerOf(limit.running, name), name).toEqual(await answerOf(desk.running, name));
    }
  });

  it('takes back what the workloads wrote', async () => {
    const desk = entries.filter(({ running }) => running.name === 'desk');
    const { client } = await session.openDatabase(TICKETS);
    const look = async () => (await client.query('SELECT * FROM "Ticket" ORDER BY id')).rows;
    const before = await look();
    const [measured] = await measureWorkload('W5', desk, session.options);
    expect(measured?.failure).toBeNull();
    expect(await look()).toEqual(before);
    const { rows } = await client.query('SELECT count(*)::int FROM "Comment"');
    expect(rows).toEqual([{ count: TICKETS * 5 }]);
  });

  it('says what a folder of peers lacks', async () => {
    const folder = temporaryFolder();
    await expect(readPeers(folder)).rejects.toThrow('contenders.mjs');
    writeFileSync(join(folder, 'contenders.mjs'), PEERS);
    await expect(readPeers(folder)).rejects.toThrow('is not installed');
  });
});

async function answerOf(running: Running, name: string): Promise<unknown> {
  const workloads: Workloads = running.contender.workloads;
  const workload = workloads[name];
  if (!workload) throw new Error(`There is no ${name}`);
  // In a small desk a search finds less than it should.
  const [request] = await prepareRequests(running, { ...workload, expect: {} }, TICKETS);
  if (!request) throw new Error(`There is no request of ${name}`);
  const answer = await fetch(running.url + request.path, request);
  return JSON.parse((await answer.text()).replace(/http:\/\/[\w.]+:\d+/g, ''));
}

function makePeers(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'peers/node_modules'), { recursive: true });
  writeFileSync(join(folder, 'contenders.mjs'), PEERS);
  writeFileSync(join(folder, 'peers/tiny.mjs'), TINY);
  writeFileSync(join(folder, 'seed.sql'), SEED);
  return folder;
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'help-desk-peers-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
