import { randomUUID } from 'node:crypto';
import { createCache } from '../core/cache.js';
import {
  type GuardTurn,
  LOGIN_BLOCK_MS,
  type LoginGuardStore,
  WRONG_PASSWORDS_KEPT_MS,
  WRONG_PASSWORDS_MAX,
} from '../core/limits.js';
import type { RedisClient, RedisLink } from './redis.js';

const ADDRESSES_MAX = 100_000;
/** A check that takes longer died with its process. */
const LEASE_MS = 10_000;

// KEYS: wrong, blocked, leases. Not more checks run at once than there are guesses left, in all processes together.
const BEGIN = `
local blocked = redis.call('pttl', KEYS[2])
if blocked > 0 then return blocked end
local time = redis.call('time')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('zremrangebyscore', KEYS[3], '-inf', now)
local wrong = tonumber(redis.call('get', KEYS[1]) or 0)
if wrong + redis.call('zcard', KEYS[3]) >= tonumber(ARGV[2]) then return -1 end
redis.call('zadd', KEYS[3], now + ARGV[3], ARGV[1])
redis.call('pexpire', KEYS[3], ARGV[3])
return 0
`;

const FINISH_WRONG = `
redis.call('zrem', KEYS[3], ARGV[1])
local wrong = redis.call('incr', KEYS[1])
redis.call('pexpire', KEYS[1], ARGV[4])
if wrong < tonumber(ARGV[2]) then return 0 end
redis.call('del', KEYS[1])
redis.call('set', KEYS[2], 1, 'PX', ARGV[5])
return tonumber(ARGV[5])
`;

const FINISH_RIGHT = `
redis.call('zrem', KEYS[3], ARGV[1])
redis.call('del', KEYS[1])
return 0
`;

const CANCEL = `
redis.call('zrem', KEYS[3], ARGV[1])
return 0
`;

/** Counts in Redis where there is one, and in memory where there is none or it does not answer. */
export function createLoginGuardStore(redis: RedisLink | null, now = () => performance.now()): LoginGuardStore {
  const memory = createMemoryStore(now);
  if (!redis) return memory;

  const shared = createRedisStore(redis);
  return {
    begin: (address) => shared.begin(address).catch(() => memory.begin(address)),
    finish: (address, lease, isRight) =>
      shared.finish(address, lease, isRight).catch(() => memory.finish(address, lease, isRight)),
    reset: (address) => shared.reset(address).catch(() => memory.reset(address)),
  };
}

function createRedisStore(redis: RedisLink): LoginGuardStore {
  const scripts = { guardBegin: BEGIN, guardWrong: FINISH_WRONG, guardRight: FINISH_RIGHT, guardCancel: CANCEL };
  for (const [name, lua] of Object.entries(scripts)) redis.client.defineCommand(name, { lua, numberOfKeys: 3 });

  function run(script: keyof typeof scripts, address: string, lease: string): Promise<number> {
    const keys = ['wrong', 'blocked', 'leases'].map((part) => `login:${part}:{${address}}`);
    const args = [lease, WRONG_PASSWORDS_MAX, LEASE_MS, WRONG_PASSWORDS_KEPT_MS, LOGIN_BLOCK_MS];
    return redis.call((client) => scriptsOf(client)[script](...keys, ...args));
  }

  return {
    async begin(address) {
      const lease = randomUUID();
      return toTurn(await run('guardBegin', address, lease), lease);
    },
    finish(address, lease, isRight) {
      if (isRight === null) return run('guardCancel', address, lease);
      return run(isRight ? 'guardRight' : 'guardWrong', address, lease);
    },
    reset: async (address) => void (await run('guardRight', address, '')),
  };
}

function toTurn(answer: number, lease: string): GuardTurn {
  if (answer < 0) return { kind: 'wait' };
  return answer > 0 ? { kind: 'blocked', forMs: answer } : { kind: 'go', lease };
}

type ScriptCommand = (...words: (string | number)[]) => Promise<number>;

function scriptsOf(client: RedisClient) {
  // ioredis does not type commands that were defined at run time.
  return client as unknown as Record<'guardBegin' | 'guardWrong' | 'guardRight' | 'guardCancel', ScriptCommand>;
}

/** One process checks the passwords of an address one after the other, so no turn ever has to wait. */
function createMemoryStore(now: () => number): LoginGuardStore {
  const wrong = createCache<number>({ entriesMax: ADDRESSES_MAX, now });
  const blockedUntil = createCache<number>({ entriesMax: ADDRESSES_MAX, now });

  return {
    async begin(address) {
      const untilMs = blockedUntil.get(address);
      return untilMs === undefined ? { kind: 'go', lease: '' } : { kind: 'blocked', forMs: untilMs - now() };
    },
    async finish(address, _lease, isRight) {
      if (isRight === null) return 0;
      const count = isRight ? 0 : (wrong.get(address) ?? 0) + 1;
      wrong.delete(address);
      if (count < WRONG_PASSWORDS_MAX) {
        if (count > 0) wrong.set(address, count, WRONG_PASSWORDS_KEPT_MS);
        return 0;
      }
      blockedUntil.set(address, now() + LOGIN_BLOCK_MS, LOGIN_BLOCK_MS);
      return LOGIN_BLOCK_MS;
    },
    reset: async (address) => wrong.delete(address),
  };
}
