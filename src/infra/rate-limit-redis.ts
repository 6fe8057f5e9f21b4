import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { unavailable } from '../core/errors.js';
import { type Budget, WINDOW_MS, WINDOW_SECONDS } from '../core/limits.js';
import type { Charge, Counter, Outcome } from './rate-limit.js';
import { createLedger, type Debt, type Ledger } from './rate-limit-ledger.js';
import type { RedisClient, RedisLink } from './redis.js';

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

/** Adds what was counted without Redis: to the running window, or to a new one when Redis has lost it. */
const SETTLE = `
local used, owed, ttl = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
if redis.call('pttl', KEYS[1]) > 0 then
  redis.call('set', KEYS[1], math.max(tonumber(redis.call('get', KEYS[1])) + owed, 0), 'KEEPTTL')
elseif owed > 0 and ttl > 0 then
  redis.call('set', KEYS[1], used + owed, 'PX', ttl)
end
return 0
`;

type Limiters = Readonly<Record<Budget, RateLimiterRedis>>;

interface RedisCounterOptions {
  readonly limits: Readonly<Record<Budget, number>>;
  readonly whenAway: 'open' | 'closed';
}

/**
 * Counts in Redis, for all processes, in one round trip; none for callers known to have no call left. Without an answer it
 * goes on from what this process knows, and tells Redis about it as soon as that is back.
 */
export function createRedisCounter(redis: RedisLink, { limits, whenAway }: RedisCounterOptions): Counter {
  const limiters: Limiters = {
    standard: createLibraryLimiter(redis.client, 'standard', limits.standard),
    search: createLibraryLimiter(redis.client, 'search', limits.search),
  };
  redis.client.defineCommand('takeAllOrNothing', { lua: TAKE_ALL_OR_NOTHING });
  redis.client.defineCommand('settleDebt', { lua: SETTLE, numberOfKeys: 1 });
  const ledger = createLedger();
  const settle = () => settleDebts(redis, limiters, ledger);
  // Listeners run before any request can use the connection again, so that its count is right from the first one on.
  redis.onChange((isUp) => isUp && settle());

  async function reconcile(key: string, charges: readonly Charge[], atLast: Promise<Outcome>, askedAtMs: number) {
    const late = await atLast;
    if (late.isAllowed) ledger.credit(key, charges);
    ledger.note(key, late.states, askedAtMs);
    if (redis.isUp()) settle();
  }

  return {
    async count(key, charges) {
      const refusal = ledger.refusalOf(key, charges);
      if (refusal) return refusal;

      const askedAtMs = performance.now();
      const { inTime, atLast } = send(redis, (client) => ask(client, limiters, key, charges));
      try {
        const outcome = await inTime;
        ledger.note(key, outcome.states, askedAtMs);
        return outcome;
      } catch {
        reconcile(key, charges, atLast, askedAtMs).catch(() => {}); // Then it stays owed.
        if (whenAway === 'closed') throw unavailable('Calls cannot be counted at the moment. Try again shortly.');
        return ledger.take(key, charges);
      }
    },
  };
}

/** The answer to a command if it comes in time, and the one that may still come after that. */
function send<Result>(redis: RedisLink, command: (client: RedisClient) => Promise<Result>) {
  let sent: Promise<Result> | undefined;
  const inTime = redis.call((client) => {
    sent = command(client);
    return sent;
  });
  return { inTime, atLast: sent ?? inTime };
}

function settleDebts(redis: RedisLink, limiters: Limiters, ledger: Ledger): void {
  for (const debt of ledger.collect()) {
    const { inTime, atLast } = send(redis, (client) => settleDebt(client, limiters, debt));
    inTime.catch(() => atLast).catch(() => ledger.restore(debt));
  }
}

/** The braces put all keys of a caller into one slot of a cluster. */
const inOneSlot = (key: string) => `{${key}}`;

async function ask(client: RedisClient, limiters: Limiters, key: string, charges: readonly Charge[]): Promise<Outcome> {
  const [single] = charges;
  if (single && charges.length === 1) {
    const used = await consume(limiters[single.budget], inOneSlot(key), single.cost);
    return toOutcome(charges, [used.consumedPoints, used.msBeforeNext]);
  }
  const keys = charges.map(({ budget }) => limiters[budget].getKey(inOneSlot(key)));
  const args = charges.flatMap(({ cost, limit }) => [cost, WINDOW_SECONDS, limit, WINDOW_SECONDS]);
  return toOutcome(charges, await takeAllOrNothing(client, keys, args));
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

function settleDebt(
  client: RedisClient,
  limiters: Limiters,
  { budget, key, used, owed, endsInMs }: Debt,
): Promise<unknown> {
  const defined = client as RedisClient & { settleDebt(...words: (string | number)[]): Promise<unknown> };
  return defined.settleDebt(limiters[budget].getKey(inOneSlot(key)), used, owed, Math.floor(endsInMs));
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
