import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Db } from '../../src/core/context.js';
import { type CallerRequest, createCallers } from '../../src/domain/caller/caller-service.js';
import { createLocalBus } from '../../src/infra/bus.js';
import { createLoginGuardStore } from '../../src/infra/login-guard.js';
import { createPasswordHasher } from '../../src/infra/passwords.js';
import { testDatabase } from '../support/db.js';

const database = await testDatabase();
const fast = createPasswordHasher({ memoryCost: 1024, timeCost: 1 });
beforeEach(database.truncate);

interface NewUser {
  username?: string;
  email?: string;
  password?: string | null;
  isDisabled?: boolean;
}

async function makeUser({ username = 'jane', email = '', password = 'secret', isDisabled = false }: NewUser = {}) {
  const passwordHash = password === null ? null : await fast.hash(password);
  const keys = { usernameKey: username.toLowerCase(), emailKey: email === '' ? null : email.toLowerCase() };
  return database.db.user.create({ data: { username, email, ...keys, fullName: username, passwordHash, isDisabled } });
}

/** A process of the desk, with its statements and slow checks counted. */
function startProcess({
  bus = createLocalBus(),
  guardStore = createLoginGuardStore(null),
  now = (): number => 0,
} = {}) {
  const statements: string[] = [];
  const counted = database.db.$extends({
    query: {
      $allOperations({ model, operation, args, query }) {
        statements.push(`${model}.${operation}`);
        return query(args);
      },
    },
  });
  const verify = vi.fn(fast.verify);
  const passwords = { ...fast, verify };
  const onError = vi.fn();
  // The extended client has all methods of the plain one.
  const db = counted as unknown as Db;
  const callers = createCallers({ db, passwords, guardStore, bus, onError, now });
  return { ...callers, bus, statements, verify, onError };
}

const origin = { address: '192.0.2.1', addressKey: '192.0.2.1', userAgent: 'test' };

function login(username: string, password: string, from: Partial<CallerRequest> = {}): CallerRequest {
  const encoded = Buffer.from(`${username}:${password}`).toString('base64');
  return { ...origin, authorization: [`Basic ${encoded}`], ...from };
}

const wrong = { code: 'UNAUTHENTICATED', message: 'The username or the password is wrong.' };

async function codeOf(answer: Promise<unknown>): Promise<string> {
  return answer.then(
    () => 'OK',
    (error) => error.code ?? String(error),
  );
}

async function codesOf(answers: (() => Promise<unknown>)[]): Promise<string[]> {
  const codes = [];
  for (const answer of answers) codes.push(await codeOf(answer()));
  return codes;
}

describe('a login', () => {
  it('gives the caller with everything that rights depend on', async () => {
    const { id } = await makeUser({ username: 'Jane' });
    const category = await database.db.category.create({
      data: { name: 'Hardware', technicians: { create: { userId: id } } },
    });
    const who = await startProcess().identify(login('jane', 'secret'));
    expect(who).toMatchObject({ id, username: 'Jane', isAdmin: false, technicianOf: [category.id] });
    expect(who).not.toHaveProperty('passwordHash');
  });

  it('is nobody without credentials', async () => {
    expect(await startProcess().identify({ ...origin, authorization: [] })).toBeNull();
  });

  it('goes by username first and by e-mail address then, without regard to case', async () => {
    const named = await makeUser({ username: 'jane@example.com', password: 'one' });
    const mailed = await makeUser({ username: 'other', email: 'jane@example.com', password: 'two' });
    const { identify } = startProcess();
    expect(await identify(login('JANE@example.com', 'one'))).toMatchObject({ id: named.id });
    expect(await identify(login('Other', 'two'))).toMatchObject({ id: mailed.id });
    await database.db.user.delete({ where: { id: named.id } });
    expect(await startProcess().identify(login('Jane@Example.com', 'two'))).toMatchObject({ id: mailed.id });
  });

  it('of a caller seen a moment ago needs neither the database nor a slow check', async () => {
    await makeUser();
    const process = startProcess();
    await Promise.all(Array.from({ length: 40 }, () => process.identify(login('jane', 'secret'))));
    await process.settled();
    expect(process.verify).toHaveBeenCalledTimes(1);

    process.statements.length = 0;
    await process.identify(login('jane', 'secret'));
    expect(process.statements).toEqual([]);
    expect(process.verify).toHaveBeenCalledTimes(1);
  });

  it('costs one statement after some seconds, and a slow check after some minutes', async () => {
    await makeUser();
    let nowMs = 0;
    const process = startProcess({ now: () => nowMs });
    await process.identify(login('jane', 'secret'));
    await process.settled();
    process.statements.length = 0;
    nowMs = 6000;
    await process.identify(login('jane', 'secret'));
    expect(process.statements).toEqual(['User.findMany']);
    expect(process.verify).toHaveBeenCalledTimes(1);
    nowMs = 6 * 60_000;
    await process.identify(login('jane', 'secret'));
    expect(process.verify).toHaveBeenCalledTimes(2);
  });

  it('is written down once a minute', async () => {
    const { id } = await makeUser();
    const process = startProcess();
    await process.identify(login('jane', 'secret', { address: '2001:db8::1', userAgent: `a\u0000${'b'.repeat(999)}` }));
    await process.identify(login('jane', 'secret'));
    await process.settled();
    const user = await database.db.user.findUniqueOrThrow({ where: { id } });
    expect(user).toMatchObject({ lastIp: '2001:db8::1', lastUserAgent: `a${'b'.repeat(254)}` });
    expect(process.statements.filter((name) => name === 'User.updateMany')).toHaveLength(1);
    expect(process.onError).not.toHaveBeenCalled();
  });

  it('brings the stored hash up to the settings of today', async () => {
    const { id } = await makeUser();
    const strong = createPasswordHasher({ memoryCost: 2048, timeCost: 1 });
    const parts = { db: database.db, guardStore: createLoginGuardStore(null), bus: createLocalBus(), onError: vi.fn() };
    const callers = createCallers({ ...parts, passwords: strong });
    await callers.identify(login('jane', 'secret'));
    await callers.identify(login('jane', 'secret'));
    const { passwordHash } = await database.db.user.findUniqueOrThrow({ where: { id } });
    expect(passwordHash).toContain('m=2048');
    expect(await strong.verify(String(passwordHash), 'secret')).toBe(true);
    await callers.settled();
  });
});

describe('a login is refused', () => {
  it.each([
    ['a wrong password', 'jane', 'Secret'],
    ['an unknown username', 'nobody', 'secret'],
    ['an account without a password', 'locked', ''],
    ['a disabled account', 'leaver', 'Secret'],
    ['no username', '', 'secret'],
    ['a NUL character', 'jane\u0000', 'secret'],
    ['a very long username', 'j'.repeat(3000), 'secret'],
  ])('with %s, in the same words and after one slow check', async (_, username, password) => {
    await makeUser();
    await makeUser({ username: 'locked', password: null });
    await makeUser({ username: 'leaver', isDisabled: true });
    const { identify, verify } = startProcess();
    await expect(identify(login(username, password))).rejects.toMatchObject(wrong);
    expect(verify).toHaveBeenCalledTimes(1);
  });

  it('for a disabled account, which only its owner gets to know', async () => {
    await makeUser({ isDisabled: true });
    const { identify } = startProcess();
    await expect(identify(login('jane', 'guess'))).rejects.toMatchObject(wrong);
    await expect(identify(login('jane', 'secret'))).rejects.toMatchObject({ message: 'This account is disabled.' });
  });

  it('at once with the old password after a change, and never with the new one', async () => {
    const { id } = await makeUser();
    const { identify, bus } = startProcess();
    await identify(login('jane', 'secret'));
    await database.db.user.update({ where: { id }, data: { passwordHash: await fast.hash('changed') } });
    bus.publish({ name: 'user.changed', userId: id });
    await expect(identify(login('jane', 'secret'))).rejects.toMatchObject(wrong);
    expect(await identify(login('jane', 'changed'))).toMatchObject({ id });
  });

  it('never with a new password that this process has not heard of', async () => {
    const { id } = await makeUser();
    const { identify } = startProcess();
    await identify(login('jane', 'secret'));
    await database.db.user.update({ where: { id }, data: { passwordHash: await fast.hash('changed') } });
    expect(await identify(login('jane', 'changed'))).toMatchObject({ id });
    await expect(identify(login('jane', 'secret'))).rejects.toMatchObject(wrong);
  });
});

describe('three wrong passwords in a row', () => {
  it('lock the address out, also for right passwords and known callers, but no other address', async () => {
    await makeUser();
    const { identify } = startProcess();
    const right = () => identify(login('jane', 'secret'));
    const guess = () => identify(login('jane', 'guess'));
    expect(await codesOf([right, guess, guess, guess, right, guess])).toEqual([
      'OK',
      ...Array(3).fill('UNAUTHENTICATED'),
      'FORBIDDEN',
      'FORBIDDEN',
    ]);
    expect(await codeOf(identify(login('jane', 'secret', { addressKey: '192.0.2.9' })))).toBe('OK');
  });

  it('do not come together when a right one lies between, also of a known caller', async () => {
    await makeUser();
    const { identify } = startProcess();
    const right = () => identify(login('jane', 'secret'));
    const guess = () => identify(login('jane', 'guess'));
    const codes = await codesOf([guess, guess, right, guess, guess, right, guess, guess, right]);
    expect(codes).not.toContain('FORBIDDEN');
  });

  it('are all that 40 simultaneous guesses get', async () => {
    await makeUser();
    const { identify, verify } = startProcess();
    const codes = await Promise.all(
      Array.from({ length: 40 }, (_, i) => codeOf(identify(login('jane', `guess ${i}`)))),
    );
    expect(codes.filter((code) => code === 'UNAUTHENTICATED')).toHaveLength(3);
    expect(codes.filter((code) => code === 'FORBIDDEN')).toHaveLength(37);
    expect(verify).toHaveBeenCalledTimes(3);
  });

  it('lock out known callers in every process', async () => {
    await makeUser();
    const shared = { bus: createLocalBus(), guardStore: createLoginGuardStore(null) };
    const [one, other] = [startProcess(shared), startProcess(shared)];
    await other.identify(login('jane', 'secret'));
    await codesOf(Array(3).fill(() => one.identify(login('jane', 'guess'))));
    expect(await codeOf(other.identify(login('jane', 'secret')))).toBe('FORBIDDEN');
  });

  it('are not made by broken headers or bad tokens', async () => {
    await makeUser();
    const { identify } = startProcess();
    const bad = ['Basic ?', 'Bearer unknown', 'Digest x', 'Basic ?', 'Bearer unknown'];
    for (const header of bad) {
      expect(await codeOf(identify({ ...origin, authorization: [header] }))).toBe('UNAUTHENTICATED');
    }
    expect(await codeOf(identify(login('jane', 'secret')))).toBe('OK');
  });
});
