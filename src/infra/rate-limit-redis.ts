import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { createCache } from '../core/cache.js';
import { type Budget, type BudgetState, WINDOW_MS, WINDOW_SECONDS } from '../core/limits.js';
import type { Charge, Counter, Outcome } from './rate-limit.js';
import type { RedisClient, RedisLink } from './redis.js';

const SPENT_MAX = 10_000;

/** Per key: cost, seconds, limit, seconds, as the library passes them. Answers use and milliseconds per key. */
const TAKE_ALL_OR_NOTHING = `
local uses, ttls, allowed = {}, {}, true
for i, key in ipairs(KEYS) do
  local ttl = redis.call('pttl', key)
  local cost, limit = tonumber(ARGV[4 * i - 3]), tonumber(ARGV[4 * i - 1])
  ttls[i] = ttl > 0 and ttl or 0
  uses[i] = (ttl > 0 and tonumber(redis.call('get', key)) or 0) + cost
  allowed = allowed and uses[i] <= limit
end
local answer = {}
for i, key in ipairs(KEYS) do
  local cost = tonumber(ARGV[4 * i - 3])
  if allowed and cost > 0 then
    if ttls[i] > 0 then
      redis.call('incrby', key, cost)
    else
      redis.call('set', key, cost, 'PX', ${WINDOW_MS})
      ttls[i] = ${WINDOW_MS}
    end
  end
  answer[2 * i - 1], answer[2 * i] = uses[i], ttls[i]
end
return answer
`;

/** Counts in Redis, for all processes, in one round trip; none for callers known to have no call left. */
export function createRedisCounter(redis: RedisLink, limits: Readonly<Record<Budget, number>>): Counter {
  const limiters: Record<Budget, RateLimiterRedis> = {
    standard: createLibraryLimiter(redis.client, 'standard', limits.standard),
    search: createLibraryLimiter(redis.client, 'search', limits.search),
  };
  redis.client.defineCommand('takeAllOrNothing', { lua: TAKE_ALL_OR_NOTHING });
  const spent = createSpentMemory();

  async function ask(key: string, charges: readonly Charge[]): Promise<Outcome> {
    const [single] = charges;
    if (single && charges.length === 1) {
      const used = await redis.call(() => consume(limiters[single.budget], key, single.cost));
      return toOutcome(charges, [used.consumedPoints, used.msBeforeNext]);
    }
    const keys = charges.map(({ budget }) => limiters[budget].getKey(key));
    const args = charges.flatMap(({ cost, limit }) => [cost, WINDOW_SECONDS, limit, WINDOW_SECONDS]);
    return toOutcome(charges, await redis.call((client) => takeAllOrNothing(client, keys, args)));
  }

  return {
    async count(key, charges) {
      const known = charges.find((charge) => charge.cost > 0 && spent.resetMs(key, charge.budget) !== null);
      if (known) return refusal(known, spent.resetMs(key, known.budget) ?? 0);

      const askedAtMs = performance.now();
      // The braces put all keys of a caller into one slot of a cluster.
      const outcome = await ask(`{${key}}`, charges);
      for (const state of outcome.states) {
        if (state.remaining === 0) spent.note(key, state, askedAtMs);
      }
      return outcome;
    },
  };
}

function createLibraryLimiter(storeClient: RedisClient, budget: Budget, points: number) {
  return new RateLimiterRedis({
    storeClient,
    keyPrefix: `limit:${budget}`,
    points,
    duration: WINDOW_SECONDS,
    rejectIfRedisNotReady: true,
    customIncrTtlLuaScript: TAKE_ALL_OR_NOTHING,
  });
}

/** The library rejects with the result when it refuses. */
function consume(limiter: RateLimiterRedis, key: string, cost: number): Promise<RateLimiterRes> {
  return limiter.consume(key, cost).catch((refused: unknown) => {
    if (refused instanceof RateLimiterRes) return refused;
    throw refused;
  });
}

function takeAllOrNothing(client: RedisClient, keys: string[], args: number[]): Promise<number[]> {
  // ioredis does not type commands that were defined at run time.
  const defined = client as RedisClient & { takeAllOrNothing(...words: (string | number)[]): Promise<number[]> };
  return defined.takeAllOrNothing(keys.length, ...keys, ...args);
}

function toOutcome(charges: readonly Charge[], answer: readonly number[]): Outcome {
  const counts = charges.map((charge, index) => ({
    ...charge,
    used: answer[2 * index] ?? 0,
    resetMs: answer[2 * index + 1] ?? 0,
  }));
  const isAllowed = counts.every(({ used, limit }) => used <= limit);
  const states = counts.map(({ budget, limit, used, cost, resetMs }) => {
    const remaining = Math.max(limit - used + (isAllowed ? 0 : cost), 0);
    return { budget, limit, remaining, resetMs };
  });
  return { isAllowed, states };
}

function refusal({ budget, limit }: Charge, resetMs: number): Outcome {
  return { isAllowed: false, states: [{ budget, limit, remaining: 0, resetMs }] };
}

/**
 * Remembers who has no call left. When Redis looked at its clock is known to lie between question and answer, so the
 * memory ends with the earliest and tells the latest possible reset: it never outlasts the window nor promises too much.
 */
function createSpentMemory() {
  const resets = createCache<number>({ entriesMax: SPENT_MAX, now: () => performance.now() });
  return {
    resetMs(key: string, budget: Budget): number | null {
      const latestMs = resets.get(`${budget}:${key}`);
      return latestMs === undefined ? null : latestMs - performance.now();
    },
    note(key: string, { budget, resetMs }: BudgetState, askedAtMs: number) {
      const answeredAtMs = performance.now();
      resets.set(`${budget}:${key}`, answeredAtMs + resetMs, askedAtMs + resetMs - answeredAtMs);
    },
  };
}
