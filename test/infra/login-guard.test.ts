import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LoginGuardStore } from '../../src/core/limits.js';
import { createLoginGuardStore } from '../../src/infra/login-guard.js';
import { connectRedis, type RedisLink } from '../../src/infra/redis.js';
import { type RedisServer, startRedisServer } from '../support/redis-server.js';

let server: RedisServer;
let redis: RedisLink;
let addresses = 0;

beforeAll(async () => {
  server = await startRedisServer();
  redis = await connectRedis(server.url, { info() {}, warn() {} });
});
afterAll(async () => {
  await redis.close();
  await server.kill();
});

function newAddress(): string {
  addresses += 1;
  return `192.0.2.${addresses}`;
}

async function guess(store: LoginGuardStore, address: string, isRight: boolean): Promise<string> {
  const turn = await store.begin(address);
  if (turn.kind !== 'go') return turn.kind;
  return (await store.finish(address, turn.lease, isRight)) > 0 ? 'now blocked' : 'counted';
}

describe.each(['in memory', 'in Redis'])('wrong passwords counted %s', (where) => {
  const makeStore = () => createLoginGuardStore(where === 'in Redis' ? redis : null);

  it('block an address after three in a row, and no other', async () => {
    const [store, address] = [makeStore(), newAddress()];
    const outcomes = [];
    for (const isRight of [false, false, false, true]) outcomes.push(await guess(store, address, isRight));
    expect(outcomes).toEqual(['counted', 'counted', 'now blocked', 'blocked']);
    expect(await guess(store, newAddress(), false)).toBe('counted');
  });

  it('start over after a right one', async () => {
    const [store, address] = [makeStore(), newAddress()];
    const outcomes = [];
    for (const isRight of [false, false, true, false, false]) outcomes.push(await guess(store, address, isRight));
    expect(outcomes).toEqual(Array(5).fill('counted'));
    await store.reset(address);
    expect(await guess(store, address, false)).toBe('counted');
  });

  it('block for five minutes', async () => {
    const [store, address] = [makeStore(), newAddress()];
    for (const _ of [1, 2, 3]) await guess(store, address, false);
    const turn = await store.begin(address);
    expect(turn.kind === 'blocked' && turn.forMs).toBeGreaterThan(298_000);
    expect(turn.kind === 'blocked' && turn.forMs).toBeLessThanOrEqual(300_000);
  });

  it('do not count when the check could not be made', async () => {
    const [store, address] = [makeStore(), newAddress()];
    for (const _ of [1, 2, 3, 4]) {
      const turn = await store.begin(address);
      expect(turn.kind === 'go' && (await store.finish(address, turn.lease, null))).toBe(0);
    }
    expect(await guess(store, address, false)).toBe('counted');
  });
});

describe('a block in memory', () => {
  it('ends after five minutes, with a clean slate', async () => {
    let nowMs = 0;
    const store = createLoginGuardStore(null, () => nowMs);
    for (const _ of [1, 2, 3]) await guess(store, 'here', false);
    nowMs = 299_999;
    expect(await guess(store, 'here', true)).toBe('blocked');
    nowMs = 300_000;
    expect(await guess(store, 'here', false)).toBe('counted');
  });
});

describe('processes that share a Redis', () => {
  it('never check more passwords at once than there are guesses left', async () => {
    const [one, other, address] = [createLoginGuardStore(redis), createLoginGuardStore(redis), newAddress()];
    await guess(one, address, false);
    const turns = await Promise.all([one, other, one, other].map((store) => store.begin(address)));
    expect(turns.map(({ kind }) => kind).sort()).toEqual(['go', 'go', 'wait', 'wait']);
    for (const turn of turns) {
      if (turn.kind === 'go') await other.finish(address, turn.lease, false);
    }
    expect((await one.begin(address)).kind).toBe('blocked');
  });
});
