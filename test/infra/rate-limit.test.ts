import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Limiter } from '../../src/core/limits.js';
import { createLimiter } from '../../src/infra/rate-limit.js';
import { connectRedis, type RedisLink } from '../../src/infra/redis.js';
import { type RedisServer, startRedisServer } from '../support/redis-server.js';

const limits = { standard: 90, search: 60 };
const silent = { info() {}, warn() {} };

let server: RedisServer;
let links: RedisLink[] = [];

beforeAll(async () => {
  server = await startRedisServer();
});
afterAll(() => server.kill());
afterEach(async () => {
  await Promise.all(links.map((link) => link.close()));
  links = [];
});

async function connect(): Promise<RedisLink> {
  const link = await connectRedis(server.url, silent);
  links.push(link);
  return link;
}

async function makeShared() {
  const redis = await connect();
  return { redis, limiter: createLimiter({ limits, redis, whenAway: 'open' }) };
}

const makeLocal = () => createLimiter({ limits, redis: null, whenAway: 'open' });

async function admitted(calls: Promise<{ isAllowed: boolean }>[]): Promise<number> {
  return (await Promise.all(calls)).filter(({ isAllowed }) => isAllowed).length;
}

const many = <Value>(count: number, make: (index: number) => Value) => Array.from({ length: count }, (_, i) => make(i));

let caller = '';
let callers = 0;
beforeEach(() => {
  callers += 1;
  caller = `user:${callers}`;
});

async function commandsSent(redis: RedisLink): Promise<number> {
  const info = await redis.client.info('commandstats');
  return [...info.matchAll(/cmdstat_(?:eval|evalsha):calls=(\d+)/g)].reduce((sum, [, calls]) => sum + Number(calls), 0);
}

describe.each(['in memory', 'in Redis'])('a limiter %s', (where) => {
  let limiter: Limiter;
  beforeEach(async () => {
    limiter = where === 'in Redis' ? (await makeShared()).limiter : makeLocal();
  });

  describe('works', () => {
    it('admits exactly 90 of 200 simultaneous calls, and another caller all the same', async () => {
      expect(await admitted(many(200, () => limiter.spend(caller, { standard: 1 })))).toBe(90);
      expect((await limiter.spend(`${caller}-other`, { standard: 1 })).isAllowed).toBe(true);
    });

    it('admits exactly 60 of 200 simultaneous searches and leaves the other budget alone', async () => {
      expect(await admitted(many(200, () => limiter.spend(caller, { search: 1 })))).toBe(60);
      const { states } = await limiter.spend(caller, { standard: 1 });
      expect(states).toMatchObject([{ budget: 'standard', limit: 90, remaining: 89 }]);
    });

    it('fills both budgets to the last call when requests of all kinds come at once', async () => {
      const costs = [{ standard: 1 }, { search: 1 }, { standard: 2, search: 1 }];
      const asked = many(300, (index) => costs[index % 3] ?? {});
      const spendings = await Promise.all(asked.map((cost) => limiter.spend(caller, cost)));
      const paid = spendings.filter(({ isAllowed }) => isAllowed).map(({ cost }) => cost);
      const sum = (budget: 'standard' | 'search') => paid.reduce((total, cost) => total + (cost[budget] ?? 0), 0);
      expect(sum('standard')).toBe(90);
      expect(sum('search')).toBe(60);
    });

    it('tells where a caller stands without spending', async () => {
      await limiter.spend(caller, { standard: 5 });
      for (const _ of [1, 2]) {
        const { states, isAllowed } = await limiter.spend(caller, {});
        expect(isAllowed).toBe(true);
        expect(states).toMatchObject([{ budget: 'standard', limit: 90, remaining: 85 }]);
      }
    });

    it('starts the window with the first call', async () => {
      expect((await limiter.spend(caller, {})).states[0]?.resetMs).toBe(0);
      const { states } = await limiter.spend(caller, { standard: 1 });
      expect(states[0]?.resetMs).toBeGreaterThan(59_000);
      expect(states[0]?.resetMs).toBeLessThanOrEqual(60_000);
    });
  });

  describe('refuses', () => {
    it('ten searches when nine are left, spends nothing on them, and admits nine', async () => {
      await limiter.spend(caller, { search: 51 });
      const refused = await limiter.spend(caller, { search: 10 });
      expect(refused).toMatchObject({ isAllowed: false, states: [{ budget: 'search', remaining: 9 }] });
      expect(refused.retryAfterSeconds).toBeGreaterThan(50);
      expect((await limiter.spend(caller, { search: 9 })).isAllowed).toBe(true);
    });

    it('a mixed request whole when one budget does not suffice', async () => {
      await limiter.spend(caller, { search: 60 });
      const refused = await limiter.spend(caller, { standard: 3, search: 1 });
      expect(refused.isAllowed).toBe(false);
      expect(refused.states[0]).toMatchObject({ budget: 'search', remaining: 0 });
      const { states } = await limiter.spend(caller, {});
      expect(states).toMatchObject([{ budget: 'standard', remaining: 90 }]);
    });

    it('without prolonging the wait', async () => {
      const first = await limiter.spend(caller, { standard: 90 });
      const refusals = await Promise.all(many(50, () => limiter.spend(caller, { standard: 1 })));
      for (const { isAllowed, states } of refusals) {
        expect(isAllowed).toBe(false);
        expect(states[0]?.resetMs).toBeLessThanOrEqual((first.states[0]?.resetMs ?? 0) + 100);
      }
    });

    it('a request that costs more than the whole budget', async () => {
      expect(await limiter.spend(caller, { standard: 91 })).toMatchObject({ isAllowed: false });
      expect(await limiter.spend(caller, { standard: 90 })).toMatchObject({ isAllowed: true });
    });
  });
});

describe('a switched off budget', () => {
  it('is neither counted nor told', async () => {
    const limiter = createLimiter({ limits: { standard: 0, search: 60 }, redis: null, whenAway: 'open' });
    expect(await limiter.spend(caller, { standard: 1000 })).toMatchObject({ isAllowed: true, states: [] });
    expect(await limiter.spend(caller, { standard: 1000, search: 61 })).toMatchObject({ isAllowed: false });
  });
});

describe('limiters that share a Redis', () => {
  it('admit exactly 90 calls of a caller together', async () => {
    const limiters = await Promise.all(many(3, async () => (await makeShared()).limiter));
    const calls = many(200, (index) => limiters[index % 3]?.spend(caller, { standard: 1 }));
    expect(await admitted(calls.filter((call) => call !== undefined))).toBe(90);
  });

  it('ask Redis once per request, and not at all for a caller who has no call left', async () => {
    const { redis, limiter } = await makeShared();
    const before = await commandsSent(redis);
    await limiter.spend(caller, { standard: 89 });
    await limiter.spend(caller, { standard: 1, search: 60 });
    expect((await commandsSent(redis)) - before).toBe(2);
    for (const cost of [{ standard: 1 }, { search: 1 }, { standard: 1, search: 1 }]) {
      expect(await limiter.spend(caller, cost)).toMatchObject({ isAllowed: false });
    }
    expect((await commandsSent(redis)) - before).toBe(2);
  });

  it('ask Redis once for all that comes at the same time, and answer each caller for itself', async () => {
    const { redis, limiter } = await makeShared();
    const other = `${caller}-other`;
    await limiter.spend(caller, { search: 59 });
    const before = await commandsSent(redis);
    const spendings = await Promise.all([
      limiter.spend(caller, { standard: 5, search: 1 }),
      limiter.spend(other, { standard: 1 }),
      limiter.spend(caller, { standard: 1, search: 1 }),
      limiter.spend(other, {}),
      limiter.spend(caller, { standard: 86 }),
      limiter.spend(caller, { standard: 85 }),
    ]);
    expect((await commandsSent(redis)) - before).toBe(1);
    const seen = spendings.map(({ isAllowed, states }) => [isAllowed, ...states.map(({ remaining }) => remaining)]);
    expect(seen).toEqual([
      [true, 0, 85],
      [true, 89],
      [false, 0, 85],
      [true, 89],
      [false, 85],
      [true, 0],
    ]);
  });

  it('start a new window when Redis was flushed', async () => {
    const { redis, limiter } = await makeShared();
    await limiter.spend(caller, { standard: 80 });
    await redis.client.flushall();
    await redis.client.script('FLUSH');
    expect((await limiter.spend(caller, { standard: 1 })).states).toMatchObject([{ remaining: 89 }]);
  });
});
