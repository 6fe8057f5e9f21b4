import { createHash } from 'node:crypto';
import type { SignalBus } from '../../core/bus.js';
import { createCache } from '../../core/cache.js';
import type { Db } from '../../core/context.js';
import type { Principal } from '../../core/principal.js';
import { caseKey } from '../../core/text.js';
import type { Prisma } from '../../generated/prisma/client.js';
import { principalShape, toPrincipal } from './caller-principal.js';

/** A user as far as logging in goes. */
export interface Account {
  readonly principal: Principal;
  readonly passwordHash: string | null;
  readonly isDisabled: boolean;
}

/** A token that exists; it may have expired. */
export interface TokenAccount extends Account {
  readonly tokenId: number;
  readonly expiresAt: Date | null;
}

/** Finds accounts in one statement each, and keeps what it found for seconds. */
export interface AccountLookup {
  /** By username first, then by e-mail address. The answer may be some seconds old. */
  byLogin(login: string): Promise<Account | null>;
  /** The same, from the database. */
  byLoginNow(login: string): Promise<Account | null>;
  byToken(secret: string): Promise<TokenAccount | null>;
  forget(userId: number): void;
  forgetAll(): void;
}

const KEPT_MAX = 20_000;
const KEPT_MS = 5000;
/** How long is safe when changes made by other processes may go unheard. */
const KEPT_WITH_GAPS_MS = 1000;
const LOGIN_LENGTH_MAX = 1000;

const ACCOUNT = {
  ...principalShape,
  usernameKey: true,
  passwordHash: true,
  isDisabled: true,
} satisfies Prisma.UserSelect;

interface LookupParts {
  readonly db: Db;
  readonly bus: SignalBus;
  /** A clock that never goes back, in milliseconds. */
  now(): number;
}

export function createAccountLookup({ db, bus, now }: LookupParts): AccountLookup {
  const ttlMs = () => (bus.isComplete() ? KEPT_MS : KEPT_WITH_GAPS_MS);
  const logins = createKept({ find: (key) => findByLogin(db, key), ttlMs, now });
  const tokens = createKept({ find: (tokenHash) => findByToken(db, tokenHash), ttlMs, now });

  return {
    byLogin: (login) => logins.get(caseKey(login)),
    byLoginNow: (login) => logins.load(caseKey(login)),
    byToken: (secret) => tokens.get(hashToken(secret)),
    forget(userId) {
      logins.forget(userId);
      tokens.forget(userId);
    },
    forgetAll() {
      logins.forget(null);
      tokens.forget(null);
    },
  };
}

/** What the database keeps of a token. */
export function hashToken(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

async function findByLogin(db: Db, key: string): Promise<Account | null> {
  // PostgreSQL refuses NUL; nobody has such a name.
  if (key === '' || key.length > LOGIN_LENGTH_MAX || key.includes('\u0000')) return null;
  const users = await db.user.findMany({
    where: { isTombstone: false, OR: [{ usernameKey: key }, { emailKey: key }] },
    select: ACCOUNT,
  });
  const user = users.find(({ usernameKey }) => usernameKey === key) ?? users[0];
  return user ? toAccount(user) : null;
}

async function findByToken(db: Db, tokenHash: string): Promise<TokenAccount | null> {
  const token = await db.accessToken.findUnique({
    where: { tokenHash },
    select: { id: true, expiresAt: true, user: { select: ACCOUNT } },
  });
  return token && { ...toAccount(token.user), tokenId: token.id, expiresAt: token.expiresAt };
}

function toAccount(user: Prisma.UserGetPayload<{ select: typeof ACCOUNT }>): Account {
  const { passwordHash, isDisabled, usernameKey: _, ...rest } = user;
  return { principal: toPrincipal(rest), passwordHash, isDisabled };
}

interface KeptParts<Found> {
  find(key: string): Promise<Found>;
  ttlMs(): number;
  now(): number;
}

/** Keeps answers for a while; simultaneous questions share one look-up. */
function createKept<Found extends Account | null>({ find, ttlMs, now }: KeptParts<Found>) {
  const kept = createCache<{ readonly found: Found }>({ entriesMax: KEPT_MAX, now });
  const underWay = new Map<string, Promise<Found>>();
  // What a look-up read before something was forgotten must not be kept, nor answered to later questions.
  let generation = 0;

  async function load(key: string): Promise<Found> {
    const started = generation;
    const found = await find(key);
    if (started === generation) kept.set(key, { found }, ttlMs());
    return found;
  }

  return {
    load,
    async get(key: string): Promise<Found> {
      const known = kept.get(key);
      if (known) return known.found;
      const loading = underWay.get(key) ?? load(key).finally(() => underWay.delete(key));
      underWay.set(key, loading);
      return loading;
    },
    forget(userId: number | null) {
      generation += 1;
      underWay.clear();
      kept.deleteWhere(({ found }) => userId === null || found?.principal.id === userId);
    },
  };
}
