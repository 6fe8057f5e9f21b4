import type { SignalBus } from '../../core/bus.js';
import type { Db } from '../../core/context.js';
import { demand, unauthenticated } from '../../core/errors.js';
import type { LoginGuardStore } from '../../core/limits.js';
import type { UpgradeableHasher } from '../../core/passwords.js';
import type { Principal } from '../../core/principal.js';
import { type Account, type AccountLookup, createAccountLookup } from './account-lookup.js';
import { type CallerUsage, createCallerUsage, type RequestOrigin } from './caller-usage.js';
import { readCredentials } from './credentials.js';
import { createLoginGuard, type LoginGuard } from './login-guard.js';
import { createPasswordCheck, type PasswordCheck, type PasswordLogin } from './password-check.js';

/** What a request says about its caller. */
export interface CallerRequest extends RequestOrigin {
  /** All `Authorization` headers, as sent. */
  readonly authorization: readonly string[];
  /** What wrong passwords are counted by: the address, of IPv6 its /64. */
  readonly addressKey: string;
}

export interface Callers {
  /** Null without credentials; UNAUTHENTICATED for wrong ones, FORBIDDEN for passwords from a locked-out address. */
  identify(request: CallerRequest): Promise<Principal | null>;
  /** Drops what is remembered of a user whose rights, password or tokens changed. */
  forget(userId: number): void;
  /** Resolves when nothing is left to be written. */
  settled(): Promise<void>;
}

export interface CallerParts {
  readonly db: Db;
  readonly passwords: UpgradeableHasher;
  readonly guardStore: LoginGuardStore;
  readonly bus: SignalBus;
  onError(error: unknown): void;
  /** A clock that never goes back, in milliseconds. */
  now?(): number;
}

interface Gate {
  readonly accounts: AccountLookup;
  readonly check: PasswordCheck;
  readonly guard: LoginGuard;
  readonly usage: CallerUsage;
}

/** Finds out who calls. A caller seen a moment ago costs two look-ups in memory and one keyed digest. */
export function createCallers(parts: CallerParts): Callers {
  const { db, passwords, guardStore, bus, onError, now = () => performance.now() } = parts;
  const accounts = createAccountLookup({ db, bus, now });
  const check = createPasswordCheck({ db, passwords, accounts, now });
  const guard = createLoginGuard({ store: guardStore, bus, now });
  const usage = createCallerUsage({ db, now, onError });
  const gate: Gate = { accounts, check, guard, usage };

  bus.subscribe((signal) => {
    if (signal.name === 'user.changed') accounts.forget(signal.userId);
  });
  bus.onGap(accounts.forgetAll);

  return {
    identify: (request) => identify(gate, request),
    forget: accounts.forget,
    settled: usage.settled,
  };
}

async function identify(gate: Gate, request: CallerRequest): Promise<Principal | null> {
  const credentials = readCredentials(request.authorization);
  if (!credentials) return null;
  const account =
    credentials.kind === 'password'
      ? await byPassword(gate, credentials, request.addressKey)
      : await byToken(gate, credentials.secret);

  demand(!account.isDisabled, unauthenticated('This account is disabled.'));
  gate.usage.noteUser(account.principal.id, request);
  return account.principal;
}

async function byPassword(
  { accounts, check, guard }: Gate,
  login: PasswordLogin,
  addressKey: string,
): Promise<Account> {
  const { username, password } = login;
  guard.refuseBlocked(addressKey);
  const account = await accounts.byLogin(username);
  if (check.isKnown(account, password)) {
    await guard.noteRight(addressKey);
    return account;
  }

  await guard.check(addressKey, {
    isKnown: async () => check.isKnown(await accounts.byLogin(username), password),
    verify: () => check.verify(login),
  });
  const verified = await accounts.byLogin(username);
  demand(check.isKnown(verified, password), unauthenticated('The username or the password is wrong.'));
  return verified;
}

async function byToken({ accounts, usage }: Gate, secret: string): Promise<Account> {
  const account = await accounts.byToken(secret);
  demand(account, unauthenticated('The token is unknown or was revoked.'));
  const isExpired = account.expiresAt !== null && account.expiresAt.getTime() <= Date.now();
  demand(!isExpired, unauthenticated('The token has expired.'));
  usage.noteToken(account.tokenId);
  return account;
}
