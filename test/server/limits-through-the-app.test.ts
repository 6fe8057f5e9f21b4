import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { makeBearer } from '../support/bearers.js';
import { testDatabase } from '../support/db.js';
import { type DemoDesk, startDemoDesk } from '../support/demo-desk.js';
import { startRedisServer } from '../support/redis-server.js';

type Headers = Record<string, string>;
type Call = (headers: Headers, desk?: DemoDesk) => Promise<Response>;

const redis = await startRedisServer();
const { url } = await testDatabase('postgres');
const env = {
  DATABASE_URL: url ?? '',
  REDIS_URL: redis.url,
  DEMO: 'false',
  ADMIN_PASSWORD: 'admin',
  LIMIT_PER_MINUTE: '90',
  LIMIT_SEARCH_PER_MINUTE: '60',
};
const desk = await startDemoDesk(env);
const sibling = await startDemoDesk(env);
const strict = await startDemoDesk({ ...env, LIMIT_FAIL: 'closed' });

const rest =
  (path: string): Call =>
  (headers, at = desk) =>
    at.get(path, headers);
const graph =
  (query: string): Call =>
  (headers, at = desk) =>
    at.ask(query, {}, headers);

const stats = rest('/api/Stats');
const viewer = graph('{ viewer { id } }');
const restSearch = rest('/api/Search?query=x');
const byEmail = rest('/api/UserByEmail?email=found@example.com');
const graphSearch = graph('{ search(query: "x") { totalCount } }');
const searches = (count: number) =>
  graph(`{ ${Array.from({ length: count }, (_, at) => `a${at}: search(query: "x") { totalCount }`).join(' ')} }`);

const makeUser = (username: string) => makeBearer(desk.app, username);

beforeAll(async () => {
  const found = { username: 'found', usernameKey: 'found', fullName: 'Found' };
  await desk.app.database.db.user.create({
    data: { ...found, email: 'found@example.com', emailKey: 'found@example.com' },
  });
});

/** How many of the calls, made at once and in turn, succeed; all others are refused as too many. */
async function admitted(calls: readonly Call[], count: number, headers: Headers, desks = [desk]): Promise<number> {
  const answers = await Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const response = await calls[at % calls.length]?.(headers, desks[at % desks.length]);
      await response?.arrayBuffer();
      return response?.status;
    }),
  );
  expect(new Set(answers)).toEqual(new Set([200, 429]));
  return answers.filter((status) => status === 200).length;
}

/** Makes so many searches. */
async function spend(count: number, headers: Headers): Promise<void> {
  const answers = await Promise.all(Array.from({ length: count }, () => restSearch(headers)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
}

async function remaining(headers: Headers, query = '{ rateLimit { remaining } }'): Promise<number> {
  return (await (await desk.ask(query, {}, headers)).json()).data.rateLimit.remaining;
}

describe('of 200 simultaneous calls of one user', () => {
  it.each([
    ['over REST', 90, [stats], [desk]],
    ['over GraphQL', 90, [viewer], [desk]],
    ['over both faces', 90, [stats, viewer], [desk]],
    ['over both faces and two processes', 90, [stats, viewer, viewer], [desk, sibling]],
    ['that search in all ways', 60, [restSearch, graphSearch, byEmail], [desk, sibling]],
  ])('%s exactly %i succeed', async (name, expected, calls, desks) => {
    const [busy, other] = await Promise.all([makeUser(name), makeUser(`${name} (other)`)]);
    expect(await admitted(calls, 200, busy, desks)).toBe(expected);
    expect(await remaining(other)).toBe(90);
    expect((await stats(other)).headers.get('x-ratelimit-remaining')).toBe('89');
  });
});

describe('a document', () => {
  it('is refused whole when its searches cannot all be paid, and spends nothing', async () => {
    const user = await makeUser('jane');
    await spend(53, user);
    const refused = await searches(8)(user);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const { data, errors } = await refused.json();
    expect(data ?? null).toBeNull();
    expect(errors[0].extensions.code).toBe('RATE_LIMITED');
    const paid = await searches(7)(user);
    expect(paid.status).toBe(200);
    expect(paid.headers.get('x-ratelimit-remaining')).toBe('0');
  });

  it('with ten aliased searches is refused whole, and spends nothing', async () => {
    const user = await makeUser('joe');
    await spend(51, user);
    const { data, errors } = await (await searches(10)(user)).json();
    expect(data ?? null).toBeNull();
    expect(errors).toHaveLength(1);
    expect((await restSearch(user)).headers.get('x-ratelimit-remaining')).toBe('8');
  });
});

describe('headers about limits', () => {
  const NAMES = ['ratelimit', 'ratelimit-policy', 'x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'];
  const nobody: Headers = {};
  const stranger = { authorization: 'Bearer hdg_unknown' };

  it.each<[string, number, Call, Headers | null]>([
    ['a REST answer', 200, stats, null],
    ['an unknown action', 404, rest('/api/Nonsense'), null],
    ['a missing record', 404, rest('/api/ticket?id=999'), null],
    ['a missing parameter', 400, rest('/api/ticket'), null],
    ['REST without a login', 401, stats, nobody],
    ['REST with a wrong token', 401, stats, stranger],
    ['a GraphQL answer', 200, viewer, null],
    ['GraphQL with a wrong token', 401, viewer, stranger],
    ['a document with a mistake in it', 200, graph('{ nonsense'), null],
    ['a document with unknown fields', 200, graph('{ nonsense }'), null],
  ])('are sent with %s (%i)', async (name, status, call, given) => {
    const response = await call(given ?? (await makeUser(name)));
    expect(NAMES.filter((header) => !response.headers.has(header))).toEqual([]);
    expect(response.status).toBe(status);
    expect(response.headers.get('x-ratelimit-limit')).toBe('90');
    if (status === 401) expect(response.headers.get('www-authenticate')).toMatch(/^Basic/);
  });

  it.each([stats, viewer])('of a refusal say when to come back', async (call) => {
    const user = await makeUser(`refused ${call}`);
    await admitted([stats], 91, user);
    const response = await call(user);
    expect(response.status).toBe(429);
    expect(NAMES.filter((header) => !response.headers.has(header))).toEqual([]);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    const wait = Number(response.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
  });
});

describe('a request', () => {
  it.each([
    ['of REST', stats],
    ['of GraphQL', viewer],
    ['that searches', restSearch],
    ['that is paid from both budgets', graph('{ viewer { id } search(query: "x") { totalCount } }')],
  ])('%s costs one round trip to Redis, and none once the caller has no call left', async (name, call) => {
    const username = `round trip ${name}`;
    const user = await makeUser(username);
    const monitor = await monitored();
    expect((await call(user)).status).toBe(200);
    expect(await monitor.commands()).toHaveLength(1);

    await monitor.spendAll(username);
    expect((await call(user)).status).toBe(429);
    expect(await monitor.commands()).toHaveLength(1);
    expect((await call(user)).status).toBe(429);
    expect(await monitor.commands()).toHaveLength(0);
  });
});

/** Watches what Redis is sent. */
async function monitored() {
  const watched: string[][] = [];
  const client = new Redis(redis.url);
  await client.ping();
  // Not by ioredis, which stumbles over a command of somebody else that comes right behind the answer to MONITOR.
  const socket = connect(redis.port, '127.0.0.1');
  onTestFinished(() => {
    socket.destroy();
    client.disconnect();
  });
  const lines = createInterface({ input: socket });
  socket.write('MONITOR\r\n');
  await once(lines, 'line');
  lines.on('line', (line: string) => {
    const args = [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, arg = '']) => arg);
    // Every process looks now and then whether its connection is alive.
    if (!line.includes(' lua] ') && args[0]?.toLowerCase() !== 'ping') watched.push(args);
  });
  return {
    /** Leaves a user without a call, as if other processes had answered them. */
    async spendAll(username: string): Promise<void> {
      const { id } = await desk.app.database.db.user.findFirstOrThrow({ where: { username } });
      await client.set(`limit:standard:{user:${id}}`, 90, 'PX', 30_000);
      await client.set(`limit:search:{user:${id}}`, 60, 'PX', 30_000);
      await this.commands();
    },
    /** The commands since the last time. */
    async commands(): Promise<string[][]> {
      const mark = `until ${Math.random()}`;
      await client.echo(mark);
      await vi.waitFor(() => expect(watched.at(-1)?.[1]).toBe(mark));
      return watched.splice(0).slice(0, -1);
    },
  };
}

const countWarnings = () => desk.lines.filter(({ msg }) => String(msg).startsWith('Redis does not answer')).length;

// Last, because it takes Redis away.
describe('without Redis', () => {
  it('requests go on, limited per process, or are refused where that is wanted', async () => {
    const user = await makeUser('late');
    const warnings = countWarnings();
    await redis.kill();
    expect((await stats(user)).status).toBe(200);
    expect(await admitted([stats, viewer], 110, user)).toBe(89);
    expect((await desk.get('/ready')).status).toBe(200);
    expect(await (await desk.get('/ready')).json()).toMatchObject({ status: 'degraded' });

    for (const call of [stats, viewer]) {
      const response = await call(user, strict);
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).not.toBeNull();
    }
    expect(countWarnings()).toBe(warnings + 1);
  });
});
