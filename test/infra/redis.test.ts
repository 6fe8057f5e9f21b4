import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Cost } from '../../src/core/limits.js';
import { createRedisBus } from '../../src/infra/bus.js';
import { createLimiter } from '../../src/infra/rate-limit.js';
import { connectRedis } from '../../src/infra/redis.js';
import { startRedisServer } from '../support/redis-server.js';

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function start(...options: string[]) {
  const server = await startRedisServer(...options);
  endings.push(server.kill);
  return server;
}

async function connect(url: string) {
  const log = { info: vi.fn(), warn: vi.fn() };
  const redis = await connectRedis(url, log);
  endings.push(redis.close);
  return { redis, log };
}

const becomes = (isUp: boolean, redis: { isUp(): boolean }) =>
  vi.waitFor(() => expect(redis.isUp()).toBe(isUp), { timeout: 5000, interval: 10 });

describe('a connection to Redis', () => {
  it('logs one line when Redis goes away and one when it is back', async () => {
    const server = await start();
    const { redis, log } = await connect(server.url);
    await server.kill();
    await becomes(false, redis);
    await Promise.allSettled(Array.from({ length: 20 }, () => redis.call((client) => client.ping())));
    expect(log.warn).toHaveBeenCalledTimes(1);

    await server.start();
    await becomes(true, redis);
    expect(log.info).toHaveBeenCalledTimes(1);
    expect(log.warn).toHaveBeenCalledTimes(1);
    expect(await redis.call((client) => client.ping())).toBe('PONG');
  });

  it('refuses calls at once while Redis is away, also when it was away from the start', async () => {
    const server = await start();
    await server.kill();
    const { redis } = await connect(server.url);
    expect(redis.isUp()).toBe(false);
    await expect(redis.call((client) => client.ping())).rejects.toThrow('away');
    await server.start();
    await becomes(true, redis);
  });

  it('comes back by itself after Redis was frozen', async () => {
    const server = await start();
    const { redis } = await connect(server.url);
    server.freeze();
    await expect(redis.call((client) => client.ping())).rejects.toThrow();
    expect(redis.isUp()).toBe(false);
    server.thaw();
    await becomes(true, redis);
  });

  it('stays up when Redis refuses a command', async () => {
    const server = await start();
    const { redis } = await connect(server.url);
    await redis.client.set('word', 'text');
    await expect(redis.call((client) => client.incr('word'))).rejects.toThrow();
    expect(redis.isUp()).toBe(true);
  });

  it('works with a cluster, whose nodes hold different callers', async () => {
    const nodes = [await startNode('0', '8191'), await startNode('8192', '16383')] as const;
    const [first, second] = nodes;
    await first.client.call('CLUSTER', 'MEET', '127.0.0.1', String(second.port));
    for (const { client } of nodes) {
      await vi.waitFor(async () => expect(await client.call('CLUSTER', 'INFO')).toContain('cluster_state:ok'), 10_000);
    }

    const { redis } = await connect(`${first.url}?cluster`);
    expect(redis.isUp()).toBe(true);
    const limiter = createLimiter({ limits: { standard: 90, search: 60 }, redis, whenAway: 'closed' });
    const callers = Array.from({ length: 10 }, (_, index) => `user:${index}`);
    const ofEach = (cost: Cost) => Promise.all(callers.map((key) => limiter.spend(key, cost)));
    const [paid, mixed, refused] = await Promise.all([
      ofEach({ standard: 89 }),
      ofEach({ standard: 1, search: 1 }),
      ofEach({ standard: 1, search: 1 }),
    ]);
    expect(paid.every(({ isAllowed }) => isAllowed)).toBe(true);
    expect(mixed.every(({ isAllowed }) => isAllowed)).toBe(true);
    expect(refused.some(({ isAllowed }) => isAllowed)).toBe(false);
    for (const { client } of nodes) expect(await client.call('DBSIZE')).toBeGreaterThan(0);
  });

  async function startNode(...slots: [first: string, last: string]) {
    const { url, port } = await start('--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1');
    const { redis } = await connect(url);
    await redis.client.call('CLUSTER', 'ADDSLOTSRANGE', ...slots);
    return { url, port, client: redis.client };
  }
});

describe('the bus', () => {
  async function makeBus(url: string) {
    const { redis } = await connect(url);
    const bus = createRedisBus(redis);
    endings.push(bus.close);
    await vi.waitFor(() => expect(bus.isComplete()).toBe(true), 5000);
    return { bus, redis };
  }
  const changed = { name: 'user.changed', userId: 7 } as const;

  it('delivers once here, at once, and once to every other process', async () => {
    const server = await start();
    const [here, there] = [await makeBus(server.url), await makeBus(server.url)];
    const heard = { here: vi.fn(), there: vi.fn() };
    here.bus.subscribe(heard.here);
    there.bus.subscribe(heard.there);

    here.bus.publish(changed);
    expect(heard.here).toHaveBeenCalledTimes(1);
    await vi.waitFor(() => expect(heard.there).toHaveBeenCalledExactlyOnceWith(changed));
    there.bus.publish({ ...changed, userId: 8 });
    await vi.waitFor(() => expect(heard.here).toHaveBeenCalledTimes(2));
    expect(heard.there).toHaveBeenCalledTimes(2);
  });

  it('reports the gap when Redis goes away, and delivers again when it is back', async () => {
    const server = await start();
    const [here, there] = [await makeBus(server.url), await makeBus(server.url)];
    const heard = vi.fn();
    const gap = vi.fn();
    there.bus.subscribe(heard);
    there.bus.onGap(gap);
    await server.kill();
    await vi.waitFor(() => expect(there.bus.isComplete()).toBe(false));
    expect(gap).toHaveBeenCalled();
    here.bus.publish(changed);
    expect(heard).not.toHaveBeenCalled();

    await server.start();
    await vi.waitFor(() => expect(here.bus.isComplete() && there.bus.isComplete()).toBe(true), 5000);
    here.bus.publish(changed);
    await vi.waitFor(() => expect(heard).toHaveBeenCalledExactlyOnceWith(changed));
  });
});
