import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { createTicket } from '../../src/domain/ticket/ticket-create.js';
import { updateTicket } from '../../src/domain/ticket/ticket-update.js';
import { createRedisBus } from '../../src/infra/bus.js';
import { createLog } from '../../src/infra/log.js';
import { connectRedis } from '../../src/infra/redis.js';
import { type Desk, makeDesk } from '../notifications/desk.js';
import { testDatabase } from '../support/db.js';
import { type Subscription, subscribeSse } from './live-client.js';
import { makeToken } from './live-server.js';

const TICKETS = 'subscription { ticketsChanged { event { databaseId } ticket { subject } } }';
const SCRIPT = fileURLToPath(new URL('live-process.ts', import.meta.url));
// Starting a process takes seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const CHANGES = 50;
const WARM_UP = 10;
const WRITES = 15;
const IDLE = 1000;

const database = await testDatabase('postgres');
const { db } = database;
const redis = await connectRedis(inject('redisUrl'), createLog('silent'));
const bus = createRedisBus(redis);

const children: ChildProcess[] = [];
const open: Subscription[] = [];
let desk: Desk;
let technician: number;
let id: number;

beforeEach(async () => {
  await database.truncate();
  desk = makeDesk(database, (event) => bus.publish(event));
  technician = await desk.makeUser('technician');
  const categoryId = await desk.makeCategory([technician]);
  id = (await createTicket(await desk.as(technician), { categoryId, subject: 'No ink', body: '' })).id;
  await vi.waitFor(() => expect(bus.isComplete()).toBe(true));
});

afterEach(async () => {
  for (const subscription of open.splice(0)) subscription.close();
  for (const child of children.splice(0)) await kill(child);
});

afterAll(async () => {
  await bus.close();
  await redis.close();
});

async function startProcess() {
  const args = [String(database.url), inject('redisUrl')];
  const child = fork(SCRIPT, args, { execArgv: ['--import', 'tsx', '--expose-gc'] });
  children.push(child);
  const ended = once(child, 'exit').then(() => {
    throw new Error('The process ended before it served anything.');
  });
  const [{ url }] = await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => {});
  return { child, url: String(url) };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function rssOf(child: ChildProcess): Promise<number> {
  child.send('memory');
  const [{ rssBytes }] = await once(child, 'message');
  return rssBytes;
}

async function subscribe(url: string, token: string, lastEventId: string | null = null): Promise<Subscription> {
  const subscription = await subscribeSse(url, TICKETS, { token, lastEventId });
  open.push(subscription);
  return subscription;
}

const change = async (subject: string) => void (await updateTicket(await desk.as(technician), id, { subject }));

describe('works', () => {
  // Tried again, since other work on the machine can make any single round slow.
  it('brings a change made in one process to the subscribers of another within 100 ms', { retry: 2 }, async () => {
    const { url } = await startProcess();
    const changes = await subscribe(url, await makeToken(db, technician));
    const times: number[] = [];
    for (let number = 1; number <= CHANGES; number += 1) {
      await change(`Change ${number}`);
      const committedAt = performance.now();
      expect((await changes.next())?.data.ticketsChanged.ticket.subject).toBe(`Change ${number}`);
      times.push(performance.now() - committedAt);
    }
    const warm = times.slice(WARM_UP).sort((a, b) => a - b);
    // With several times more to do than there are cores, it is the machine that is measured: then only half must be in time.
    const isOverloaded = (loadavg()[0] ?? 0) > 2 * availableParallelism();
    expect(warm[Math.floor(warm.length * (isOverloaded ? 0.5 : 0.95)) - 1]).toBeLessThan(100);
  });

  it('resumes after the server was killed, without gap or repeat, while changes go on', async () => {
    const token = await makeToken(db, technician);
    const first = await startProcess();
    const before = await subscribe(first.url, token);
    const writers = [1, 2, 3].map(async () => {
      for (let number = 1; number <= WRITES; number += 1) {
        const categoryId = (await db.category.findFirstOrThrow()).id;
        await createTicket(await desk.as(technician), { categoryId, subject: 'New', body: '' });
      }
    });
    const seen: { readonly id: string | null; readonly number: number }[] = [];
    const note = async (subscription: Subscription) => {
      const message = await subscription.next();
      seen.push({ id: message?.id ?? null, number: message?.data.ticketsChanged.event.databaseId });
    };
    for (let number = 1; number <= 10; number += 1) await note(before);
    await kill(first.child);

    const second = await startProcess();
    const after = await subscribe(second.url, token, seen.at(-1)?.id);
    await Promise.all(writers);
    const events = await db.ticketEvent.findMany({ where: { id: { gte: seen[0]?.number } }, orderBy: { id: 'asc' } });
    while (seen.length < events.length) await note(after);
    expect(seen.map(({ number }) => number)).toEqual(events.map((event) => event.id));
  });

  it('holds a thousand idle subscribers in less than 100 MB', async () => {
    const { child, url } = await startProcess();
    const tokens = await Promise.all(
      Array.from({ length: IDLE / 20 }, async (_, index) => makeToken(db, await desk.makeUser(`user${index}`))),
    );
    await subscribe(url, await makeToken(db, technician));
    const before = await rssOf(child);
    for (const token of tokens) await Promise.all(Array.from({ length: 20 }, () => subscribe(url, token)));
    expect((await rssOf(child)) - before).toBeLessThan(100_000_000);
  });
});
