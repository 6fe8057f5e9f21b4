import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createContext } from '../../src/context.js';
import type { DomainEvent } from '../../src/core/events.js';
import { createCallers } from '../../src/domain/caller/caller-service.js';
import {
  createAccessToken,
  endTokensOf,
  fetchAccessToken,
  listAccessTokens,
  revokeAccessToken,
} from '../../src/domain/caller/token-service.js';
import { createLocalBus } from '../../src/infra/bus.js';
import { createLoginGuardStore } from '../../src/infra/login-guard.js';
import { createPasswordHasher } from '../../src/infra/passwords.js';
import { testDatabase } from '../support/db.js';
import { makePrincipal } from '../support/principals.js';
import { createMemoryStorage } from '../support/storage.js';

const database = await testDatabase();
const passwords = createPasswordHasher({ memoryCost: 1024, timeCost: 1 });
beforeEach(database.truncate);

async function makeUser(username: string, isAdmin = false) {
  const user = await database.db.user.create({
    data: { username, usernameKey: username, fullName: username, isAdmin },
  });
  return makePrincipal({ id: user.id, username, isAdmin });
}

/** A desk on which the user acts, and whose gate takes tokens. */
async function makeDesk({ isAdmin = false } = {}) {
  const bus = createLocalBus();
  const who = await makeUser('jane', isAdmin);
  const transaction = <Result>(work: (db: typeof database.db) => Promise<Result>) => work(database.db);
  const settings = { publicUrl: 'http://desk', uploadBytesMax: 1 };
  const storage = createMemoryStorage();
  const shared = { db: database.db, transaction, passwords, storage, settings, now: () => new Date() };
  const emit = (event: DomainEvent) => bus.publish(event);
  const ctx = createContext({ ...shared, emit }, { who, face: 'GRAPHQL', requestId: 'r' });

  const onError = vi.fn();
  const guardStore = createLoginGuardStore(null);
  const { identify, settled } = createCallers({ db: database.db, passwords, guardStore, bus, onError });
  const origin = { address: '192.0.2.1', addressKey: '192.0.2.1', userAgent: null };
  const use = (secret: string) => identify({ ...origin, authorization: [`Bearer ${secret}`] });
  return { ctx, who, use, settled };
}

describe('a token', () => {
  it('lets its owner in, with a secret that is stored nowhere', async () => {
    const { ctx, who, use, settled } = await makeDesk();
    const { token, secret } = await createAccessToken(ctx, { name: ' script ' });
    expect(token).toMatchObject({ name: 'script', userId: who.id, lastUsedAt: null, expiresAt: null });
    expect(secret.startsWith(token.prefix)).toBe(true);
    expect(Buffer.from(secret.slice(token.prefix.length), 'base64url').length).toBeGreaterThanOrEqual(32);
    expect(JSON.stringify(token)).not.toContain(secret);

    expect(await use(secret)).toMatchObject({ id: who.id, username: 'jane' });
    await settled();
    const [listed] = await listAccessTokens(ctx);
    expect(listed?.lastUsedAt).toBeInstanceOf(Date);
  });

  it('ends when it is revoked, also where it was used a moment ago', async () => {
    const { ctx, use, settled } = await makeDesk();
    const { token, secret } = await createAccessToken(ctx, { name: 'script' });
    await use(secret);
    await settled();
    await revokeAccessToken(ctx, token.id);
    await expect(use(secret)).rejects.toMatchObject({ code: 'UNAUTHENTICATED', message: /unknown or was revoked/ });
    await expect(revokeAccessToken(ctx, token.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('ends with all others of its owner when the password changes', async () => {
    const { ctx, who, use, settled } = await makeDesk();
    const issued = [await createAccessToken(ctx, { name: 'a' }), await createAccessToken(ctx, { name: 'b' })];
    for (const { secret } of issued) await use(secret);
    await settled();
    await ctx.inTransaction((tx) => endTokensOf(tx, who.id));
    for (const { secret } of issued) await expect(use(secret)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('ends when its time is over', async () => {
    const { ctx, use, settled } = await makeDesk();
    const { token, secret } = await createAccessToken(ctx, { name: 'a', expiresAt: new Date(Date.now() + 60_000) });
    await database.db.accessToken.update({ where: { id: token.id }, data: { expiresAt: new Date(Date.now() - 1) } });
    await expect(use(secret)).rejects.toMatchObject({ message: 'The token has expired.' });
    await settled();
  });

  it('does not work for a disabled owner', async () => {
    const { ctx, who, use } = await makeDesk();
    const { secret } = await createAccessToken(ctx, { name: 'a' });
    await database.db.user.update({ where: { id: who.id }, data: { isDisabled: true } });
    await expect(use(secret)).rejects.toMatchObject({ message: 'This account is disabled.' });
  });

  it('does not work when it is cut', async () => {
    const { ctx, use } = await makeDesk();
    const { secret } = await createAccessToken(ctx, { name: 'a' });
    await expect(use(secret.slice(0, -1))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('is made for others by administrators only', async () => {
    const admin = await makeDesk({ isAdmin: true });
    const other = await makeUser('other');
    const { secret } = await createAccessToken(admin.ctx, { name: 'a', userId: other.id });
    expect(await admin.use(secret)).toMatchObject({ id: other.id });
    await admin.settled();
    await expect(createAccessToken(admin.ctx, { name: 'a', userId: 999 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('of others can neither be made, listed nor revoked', async () => {
    const { ctx } = await makeDesk();
    const other = await makeUser('other');
    const row = { userId: other.id, name: 'x', prefix: 'x', tokenHash: 'x' };
    const { id } = await database.db.accessToken.create({ data: row });
    await expect(createAccessToken(ctx, { name: 'a', userId: other.id })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await listAccessTokens(ctx, { userId: other.id })).toEqual([]);
    await expect(revokeAccessToken(ctx, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each([
    ['an empty name', { name: ' ' }, 'name'],
    ['an end in the past', { name: 'a', expiresAt: new Date(0) }, 'expiresAt'],
  ])('is not made with %s', async (_, input, field) => {
    const { ctx } = await makeDesk();
    await expect(createAccessToken(ctx, input)).rejects.toMatchObject({ code: 'INVALID', field: [field] });
  });
});

describe('tokens fetched by name', () => {
  it('are fresh every time, and only the latest ten of a name work', async () => {
    const { ctx, use, settled } = await makeDesk();
    const kept = await createAccessToken(ctx, { name: 'other' });
    const secrets = [];
    for (let i = 0; i < 11; i += 1) secrets.push((await fetchAccessToken(ctx, 'web')).secret);
    await expect(use(String(secrets[0]))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    for (const secret of [kept.secret, secrets[1], secrets[10]]) expect(await use(String(secret))).toBeTruthy();
    await settled();
  });
});
