import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCallers } from '../../src/domain/caller/caller-service.js';
import { createRedisBus } from '../../src/infra/bus.js';
import { createLoginGuardStore } from '../../src/infra/login-guard.js';
import { createPasswordHasher } from '../../src/infra/passwords.js';
import { connectRedis } from '../../src/infra/redis.js';
import { testDatabase } from '../support/db.js';
import { startRedisServer } from '../support/redis-server.js';

const database = await testDatabase();
const server = await startRedisServer();
const hasher = createPasswordHasher({ memoryCost: 1024, timeCost: 1 });
const endings: (() => Promise<void>)[] = [];

beforeEach(database.truncate);
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});
afterAll(server.kill);

/** What one process of the desk has of its own: connections and everything it remembers. */
async function startProcess() {
  const redis = await connectRedis(server.url, { info() {}, warn() {} });
  const bus = createRedisBus(redis);
  endings.push(redis.close, bus.close);
  await vi.waitFor(() => expect(bus.isComplete()).toBe(true), 5000);

  const verify = vi.fn(hasher.verify);
  const parts = { db: database.db, bus, guardStore: createLoginGuardStore(redis), onError: vi.fn() };
  const callers = createCallers({ ...parts, passwords: { ...hasher, verify } });
  endings.push(callers.settled);
  const logIn = (password: string, address: string) => {
    const authorization = [`Basic ${Buffer.from(`jane:${password}`).toString('base64')}`];
    return callers.identify({ authorization, address, addressKey: address, userAgent: null });
  };
  return { logIn, bus, verify };
}

async function makeJane(): Promise<number> {
  const passwordHash = await hasher.hash('secret');
  const jane = { username: 'jane', usernameKey: 'jane', fullName: 'Jane' };
  return (await database.db.user.create({ data: { ...jane, passwordHash } })).id;
}

const codeOf = (answer: Promise<unknown>) =>
  answer.then(
    () => 'OK',
    (error) => String(error.code),
  );

describe('processes that share a Redis', () => {
  it('all refuse the old password within a second of the change', async () => {
    const id = await makeJane();
    const [one, other] = [await startProcess(), await startProcess()];
    await one.logIn('secret', '192.0.2.1');
    await other.logIn('secret', '192.0.2.1');

    await database.db.user.update({ where: { id }, data: { passwordHash: await hasher.hash('changed') } });
    one.bus.publish({ name: 'user.changed', userId: id });
    expect(await codeOf(one.logIn('secret', '192.0.2.1'))).toBe('UNAUTHENTICATED');
    const refused = async () => expect(await codeOf(other.logIn('secret', '192.0.2.2'))).toBe('UNAUTHENTICATED');
    await vi.waitFor(refused, { timeout: 1000, interval: 10 });
    expect(await codeOf(other.logIn('changed', '192.0.2.3'))).toBe('OK');
  });

  it('lock an address out together, known callers included', async () => {
    await makeJane();
    const [one, other] = [await startProcess(), await startProcess()];
    await other.logIn('secret', '192.0.2.10');
    expect(await codeOf(one.logIn('a', '192.0.2.10'))).toBe('UNAUTHENTICATED');
    expect(await codeOf(other.logIn('b', '192.0.2.10'))).toBe('UNAUTHENTICATED');
    expect(await codeOf(one.logIn('c', '192.0.2.10'))).toBe('UNAUTHENTICATED');
    expect(await codeOf(one.logIn('secret', '192.0.2.10'))).toBe('FORBIDDEN');
    const lockedOut = async () => expect(await codeOf(other.logIn('secret', '192.0.2.10'))).toBe('FORBIDDEN');
    await vi.waitFor(lockedOut, 1000);
    expect(await codeOf(other.logIn('secret', '192.0.2.11'))).toBe('OK');
  });

  it('check three of 60 simultaneous guesses', async () => {
    await makeJane();
    const processes = [await startProcess(), await startProcess(), await startProcess()];
    const guesses = Array.from({ length: 20 }, (_, i) =>
      processes.map(({ logIn }) => logIn(`guess ${i}`, '192.0.2.20')),
    );
    const codes = await Promise.all(guesses.flat().map(codeOf));
    expect(codes.filter((code) => code === 'UNAUTHENTICATED')).toHaveLength(3);
    expect(codes.filter((code) => code === 'FORBIDDEN')).toHaveLength(57);
    const checks = processes.reduce((sum, { verify }) => sum + verify.mock.calls.length, 0);
    expect(checks).toBe(3);
  });

  it('forget the row of wrong passwords when a known caller logs in elsewhere', async () => {
    await makeJane();
    const [one, other] = [await startProcess(), await startProcess()];
    await other.logIn('secret', '192.0.2.30');
    await codeOf(one.logIn('a', '192.0.2.30'));
    await codeOf(one.logIn('b', '192.0.2.30'));
    const heard = vi.fn();
    other.bus.subscribe(heard);
    await codeOf(one.logIn('secret', '192.0.2.31'));
    one.bus.publish({ name: 'user.changed', userId: 0 });
    await vi.waitFor(() => expect(heard).toHaveBeenCalled());
    await other.logIn('secret', '192.0.2.30');
    expect(await codeOf(one.logIn('c', '192.0.2.30'))).toBe('UNAUTHENTICATED');
    expect(await codeOf(one.logIn('secret', '192.0.2.30'))).toBe('OK');
  });

  it('go on when Redis is away, each for itself', async () => {
    await makeJane();
    const { logIn, bus } = await startProcess();
    endings.push(server.start);
    await server.kill();
    await vi.waitFor(() => expect(bus.isComplete()).toBe(false));
    expect(await codeOf(logIn('secret', '192.0.2.40'))).toBe('OK');
    for (const guess of ['a', 'b', 'c']) expect(await codeOf(logIn(guess, '192.0.2.40'))).toBe('UNAUTHENTICATED');
    expect(await codeOf(logIn('secret', '192.0.2.40'))).toBe('FORBIDDEN');
  });
});
