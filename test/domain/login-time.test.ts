import { beforeAll, expect, it, vi } from 'vitest';
import { createCallers } from '../../src/domain/caller/caller-service.js';
import { createLocalBus } from '../../src/infra/bus.js';
import { createLoginGuardStore } from '../../src/infra/login-guard.js';
import { createPasswordHasher } from '../../src/infra/passwords.js';
import { testDatabase } from '../support/db.js';
import { makeUser } from '../support/factories.js';

const ROUNDS = 9;

const { db } = await testDatabase();
const passwords = createPasswordHasher();
const bus = createLocalBus();
const parts = { db, passwords, guardStore: createLoginGuardStore(null), bus, onError() {} };
const callers = createCallers(parts);

beforeAll(async () => {
  const passwordHash = await passwords.hash('right');
  await makeUser(db, { username: 'known', passwordHash });
  await makeUser(db, { username: 'disabled', passwordHash, isDisabled: true });
  await makeUser(db, { username: 'locked', passwordHash: null });
});

function login(username: string, password: string, addressKey: string) {
  const authorization = [`Basic ${btoa(`${username}:${password}`)}`];
  return { authorization, address: '192.0.2.1', addressKey, userAgent: null };
}

/** How long a wrong password takes, from an address that has sent none before. */
async function timeOf(username: string, addressKey: string): Promise<number> {
  const startedAtMs = performance.now();
  await expect(callers.identify(login(username, 'guess', addressKey))).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
  });
  return performance.now() - startedAtMs;
}

const medianOf = (times: readonly number[]) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;

it('a wrong password takes the same time, whether the name is known, unknown, disabled or without a password', async () => {
  const names = ['known', 'unknown', 'disabled', 'locked'];
  const times = new Map(names.map((name) => [name, [] as number[]]));
  // In turn, so that whatever else the machine does meets all of them.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const name of names) {
      const ms = await timeOf(name, `${name}-${round}`);
      if (round > 0) times.get(name)?.push(ms);
    }
  }
  const medians = [...times.values()].map(medianOf);
  // Without the slow check an answer would take a twentieth.
  expect(Math.max(...medians) / Math.min(...medians)).toBeLessThan(2);
}, 120_000);

it('a client that sends its password 90 times a minute costs a slow check a minute at most', async () => {
  const verify = vi.fn(passwords.verify);
  let nowMs = 0;
  const { identify, settled } = createCallers({ ...parts, passwords: { ...passwords, verify }, now: () => nowMs });
  for (let call = 0; call < 10 * 90; call += 1) {
    await identify(login('known', 'right', '192.0.2.1'));
    nowMs += 60_000 / 90;
  }
  await settled();
  expect(verify.mock.calls.length).toBeLessThanOrEqual(10);
});
