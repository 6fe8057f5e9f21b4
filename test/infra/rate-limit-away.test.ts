import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Limiter } from '../../src/core/limits.js';
import { createLimiter } from '../../src/infra/rate-limit.js';
import { connectRedis, type RedisLink } from '../../src/infra/redis.js';
import { startRedisServer } from '../support/redis-server.js';
import { startSlowProxy } from '../support/slow-proxy.js';

const limits = { standard: 90, search: 60 };
const server = await startRedisServer();
const proxy = await startSlowProxy(server.port);
const links: RedisLink[] = [];

afterEach(async () => {
  server.thaw();
  proxy.delayAnswers(0);
  await Promise.all(links.splice(0).map((link) => link.close()));
  await server.kill();
  await server.start();
});
afterAll(async () => {
  await proxy.close();
  await server.kill();
});

async function makeShared(whenAway: 'open' | 'closed' = 'open', port = server.port) {
  const redis = await connectRedis(`redis://127.0.0.1:${port}`, { info() {}, warn() {} });
  links.push(redis);
  return { redis, limiter: createLimiter({ limits, redis, whenAway }) };
}

let caller = '';
let callers = 0;
beforeEach(() => {
  callers += 1;
  caller = `user:${callers}`;
});

const many = <Value>(count: number, make: () => Promise<Value>) => Promise.all(Array.from({ length: count }, make));
const call = (limiter: Limiter, calls = 1) => limiter.spend(caller, { standard: calls });

async function admitted(limiter: Limiter, count: number): Promise<number> {
  return (await many(count, () => call(limiter))).filter(({ isAllowed }) => isAllowed).length;
}

/** What Redis says is left, to a process that knows nothing. */
async function remaining(): Promise<number | undefined> {
  const { limiter } = await makeShared();
  return (await limiter.spend(caller, {})).states[0]?.remaining;
}

const becomes = (isUp: boolean, redis: RedisLink) =>
  vi.waitFor(() => expect(redis.isUp()).toBe(isUp), { timeout: 10_000, interval: 10 });

async function timed<Result>(work: Promise<Result>): Promise<[Result, number]> {
  const startedAtMs = performance.now();
  return [await work, performance.now() - startedAtMs];
}

describe('when Redis was killed', () => {
  it('a process goes on from what it knows, and tells Redis about it when that is back', async () => {
    const { redis, limiter } = await makeShared();
    await call(limiter, 50);
    await server.kill();
    await becomes(false, redis);
    expect(await admitted(limiter, 30)).toBe(30);
    const { isAllowed, states } = await call(limiter, 11);
    expect({ isAllowed, states }).toMatchObject({ isAllowed: false, states: [{ remaining: 10 }] });

    await server.start();
    await becomes(true, redis);
    expect((await call(limiter)).states).toMatchObject([{ remaining: 9 }]);
    expect(await remaining()).toBe(9);
  });

  it('a process that knows nothing of a caller starts with the full budget', async () => {
    const { redis, limiter } = await makeShared();
    await server.kill();
    await becomes(false, redis);
    expect(await admitted(limiter, 200)).toBe(90);
    expect((await limiter.spend(caller, { search: 60 })).isAllowed).toBe(true);
    expect((await limiter.spend(`${caller}-other`, { standard: 90 })).isAllowed).toBe(true);
  });

  it('calls that were under way are admitted up to the budget and no further', async () => {
    const { limiter } = await makeShared();
    await call(limiter, 20);
    const calls = admitted(limiter, 200);
    await server.kill();
    expect(await calls).toBeLessThanOrEqual(70);
  });

  it('calls are answered UNAVAILABLE where they must not go on uncounted', async () => {
    const { redis, limiter } = await makeShared('closed');
    await server.kill();
    await becomes(false, redis);
    await expect(call(limiter)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('when Redis hangs', () => {
  it('calls go on within 50 ms, and at once from then on', { retry: 3 }, async () => {
    const { redis, limiter } = await makeShared();
    await call(limiter);
    server.freeze();
    const [first, firstMs] = await timed(call(limiter));
    expect(first).toMatchObject({ isAllowed: true, states: [{ remaining: 88 }] });
    // The rest is for a busy machine, and so are the retries.
    expect(firstMs).toBeLessThan(100);
    expect((await timed(call(limiter)))[1]).toBeLessThan(30);
    server.thaw();
    await becomes(true, redis);
  });

  it('each call counts once, whether Redis carried it out late or never heard of it', async () => {
    const { redis, limiter } = await makeShared();
    await call(limiter, 10);
    server.freeze();
    expect(await admitted(limiter, 20)).toBe(20);
    expect(await admitted(limiter, 5)).toBe(5);
    server.thaw();
    await becomes(true, redis);
    expect((await call(limiter)).states).toMatchObject([{ remaining: 90 - 36 }]);
    expect(await remaining()).toBe(90 - 36);
  });

  it('exactly 90 of 200 calls succeed that come before, meanwhile and after', async () => {
    const { redis, limiter } = await makeShared();
    const before = await admitted(limiter, 30);
    server.freeze();
    const underWay = await admitted(limiter, 40);
    const meanwhile = await admitted(limiter, 10);
    server.thaw();
    await becomes(true, redis);
    const after = await admitted(limiter, 120);
    expect([before, underWay, meanwhile, after]).toEqual([30, 40, 10, 10]);
  });

  it('a call that was refused spends nothing, though Redis counts it late', async () => {
    const { redis, limiter } = await makeShared('closed');
    await call(limiter, 10);
    server.freeze();
    // All of them have to be refused before Redis goes on: it would admit those that still wait for it.
    const refused = many(20, () => call(limiter).catch((error: unknown) => error));
    expect(await refused).toEqual(Array(20).fill(expect.objectContaining({ code: 'UNAVAILABLE' })));
    server.thaw();
    await becomes(true, redis);
    await vi.waitFor(async () => expect(await remaining()).toBe(80), { timeout: 10_000 });
  });
});

describe('when Redis is slow by 5 s', () => {
  it('calls go on within 50 ms, and at once from then on', { retry: 3 }, async () => {
    const { redis, limiter } = await makeShared('open', proxy.port);
    await call(limiter, 40);
    proxy.delayAnswers(5000);
    const [first, firstMs] = await timed(call(limiter));
    expect(first).toMatchObject({ isAllowed: true, states: [{ remaining: 49 }] });
    expect(firstMs).toBeLessThan(100);
    expect(redis.isUp()).toBe(false);
    expect((await timed(call(limiter)))[1]).toBeLessThan(30);
    expect(await admitted(limiter, 200)).toBe(48);
  });

  it('is used again as soon as it is fast, and what it answered late counts once', async () => {
    const { redis, limiter } = await makeShared('open', proxy.port);
    await call(limiter, 10);
    proxy.delayAnswers(1000);
    expect(await admitted(limiter, 5)).toBe(5);
    proxy.delayAnswers(0);
    await becomes(true, redis);
    expect((await call(limiter)).states).toMatchObject([{ remaining: 74 }]);
    expect(await remaining()).toBe(74);
  });
});
