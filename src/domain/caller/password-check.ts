import { randomBytes } from 'node:crypto';
import type { Db } from '../../core/context.js';
import type { UpgradeableHasher } from '../../core/passwords.js';
import type { Account, AccountLookup } from './account-lookup.js';
import { createRecogniser } from './recogniser.js';

export interface PasswordLogin {
  readonly username: string;
  readonly password: string;
}

export interface PasswordCheck {
  /** Whether the password was verified for the account a short while ago. */
  isKnown(account: Account | null, password: string): account is Account;
  /** The slow check, which takes the same time when there is no such user. */
  verify(login: PasswordLogin): Promise<boolean>;
}

interface CheckParts {
  readonly db: Db;
  readonly passwords: UpgradeableHasher;
  readonly accounts: AccountLookup;
  /** A clock that never goes back, in milliseconds. */
  now(): number;
}

export function createPasswordCheck({ db, passwords, accounts, now }: CheckParts): PasswordCheck {
  const recogniser = createRecogniser(now);
  const nobodysHash = passwords.hash(randomBytes(32).toString('base64'));

  async function upgrade(id: number, passwordHash: string, password: string) {
    const upgraded = await passwords.hash(password);
    const { count } = await db.user.updateMany({ where: { id, passwordHash }, data: { passwordHash: upgraded } });
    if (count > 0) recogniser.remember(id, upgraded, password);
    accounts.forget(id);
  }

  return {
    isKnown: (account, password): account is Account =>
      account !== null &&
      account.passwordHash !== null &&
      recogniser.isKnown(account.principal.id, account.passwordHash, password),

    async verify({ username, password }) {
      const account = await accounts.byLoginNow(username);
      const stored = account?.passwordHash ?? null;
      const isRight = await passwords.verify(stored ?? (await nobodysHash), password);
      if (!isRight || !account || stored === null) return false;

      recogniser.remember(account.principal.id, stored, password);
      if (passwords.needsRehash(stored)) await upgrade(account.principal.id, stored, password);
      return true;
    },
  };
}
