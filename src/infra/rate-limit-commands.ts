import { WINDOW_MS } from '../core/limits.js';
import type { RedisClient } from './redis.js';

/**
 * Takes all charges of a call or none, for many calls one after the other. Per key: cost, limit, and 1 where the call
 * ends. Answers use and milliseconds per key.
 */
const TAKE_CALLS = `
local answer = {}

local function take(first, last)
  local ttls, allowed = {}, true
  for i = first, last do
    local ttl = redis.call('pttl', KEYS[i])
    ttls[i] = ttl > 0 and ttl or 0
    local use = (ttl > 0 and tonumber(redis.call('get', KEYS[i])) or 0) + tonumber(ARGV[3 * i - 2])
    allowed = allowed and use <= tonumber(ARGV[3 * i - 1])
    answer[2 * i - 1] = use
  end
  for i = first, last do
    local cost = tonumber(ARGV[3 * i - 2])
    if allowed and cost > 0 then
      if ttls[i] > 0 then
        redis.call('incrby', KEYS[i], cost)
      else
        redis.call('set', KEYS[i], cost, 'PX', ${WINDOW_MS})
        ttls[i] = ${WINDOW_MS}
      end
    end
    answer[2 * i] = ttls[i]
  end
end

local first = 1
for i = 1, #KEYS do
  if ARGV[3 * i] == '1' then
    take(first, i)
    first = i + 1
  end
end
return answer
`;

/** Adds what was counted without Redis: to the running window, or to a new one when Redis has lost it. */
const SETTLE_DEBT = `
local used, owed, ttl = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
if redis.call('pttl', KEYS[1]) > 0 then
  redis.call('set', KEYS[1], math.max(tonumber(redis.call('get', KEYS[1])) + owed, 0), 'KEEPTTL')
elseif owed > 0 and ttl > 0 then
  redis.call('set', KEYS[1], used + owed, 'PX', ttl)
end
return 0
`;

/** What a call takes from the budget behind a key. */
export interface KeyCharge {
  readonly key: string;
  readonly cost: number;
  readonly limit: number;
}

/** Calls that Redis has not counted, and what it had counted before. */
export interface KeyDebt {
  readonly key: string;
  readonly used: number;
  readonly owed: number;
  readonly endsInMs: number;
}

type Words = (string | number)[];

/** What `defineCommand` adds to a client at run time, which ioredis does not type. */
type Defined = RedisClient & Record<'limitTake' | 'limitSettle', (words: Words) => Promise<number[]>>;

/** The connection sends them at once: calls are collected before, and what is owed has to arrive before the next call. */
export const LIMIT_COMMANDS = ['limitTake', 'limitSettle'];

export function defineLimitCommands(client: RedisClient): void {
  client.defineCommand('limitTake', { lua: TAKE_CALLS });
  client.defineCommand('limitSettle', { lua: SETTLE_DEBT });
}

/** Pays for the calls in their order. Answers use and milliseconds per key. */
export function takeCalls(client: RedisClient, calls: readonly (readonly KeyCharge[])[]): Promise<number[]> {
  const keys: Words = [];
  const args: Words = [];
  for (const charges of calls) {
    let left = charges.length;
    for (const { key, cost, limit } of charges) {
      left -= 1;
      keys.push(key);
      args.push(cost, limit, left === 0 ? 1 : 0);
    }
  }
  return (client as Defined).limitTake([keys.length, ...keys, ...args]);
}

export function settleDebt(client: RedisClient, { key, used, owed, endsInMs }: KeyDebt): Promise<unknown> {
  return (client as Defined).limitSettle([1, key, used, owed, Math.floor(endsInMs)]);
}
