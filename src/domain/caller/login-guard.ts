import type { SignalBus } from '../../core/bus.js';
import { createCache } from '../../core/cache.js';
import { AppError, unavailable } from '../../core/errors.js';
import { type LoginGuardStore, WRONG_PASSWORDS_KEPT_MS } from '../../core/limits.js';

/** Lets the passwords of an address be checked one at a time, and none while it is locked out. */
export interface LoginGuard {
  /** Refuses a locked-out address, as far as this process knows; costs no look-up anywhere. */
  refuseBlocked(address: string): void;
  /** Checks when it is the address's turn, and counts a wrong password; FORBIDDEN when it is locked out by then. */
  check(address: string, login: Login): Promise<boolean>;
  /** Ends a row of wrong passwords. Free unless there is one. */
  noteRight(address: string): Promise<void>;
}

/** One password to be checked. */
export interface Login {
  /** Whether it was verified in the meantime. */
  isKnown(): Promise<boolean>;
  verify(): Promise<boolean>;
}

interface GuardParts {
  readonly store: LoginGuardStore;
  readonly bus: SignalBus;
  /** A clock that never goes back, in milliseconds. */
  now(): number;
}

const ADDRESSES_MAX = 100_000;
const WAIT_MS = 20;
const WAITS_MAX = 250;

export function createLoginGuard({ store, bus, now }: GuardParts): LoginGuard {
  const inTurn = createTurns();
  const suspects = createSuspects(now);
  bus.subscribe((signal) => {
    if (signal.name === 'login.failed') suspects.note(signal.address, signal.blockedForMs);
  });

  async function noteRight(address: string) {
    if (suspects.forget(address)) await store.reset(address);
  }

  async function checkNow(address: string, login: Login): Promise<boolean> {
    suspects.refuseBlocked(address);
    if (await login.isKnown()) {
      await noteRight(address);
      return true;
    }

    const lease = await begin(store, suspects, address);
    let isRight: boolean | null = null;
    try {
      isRight = await login.verify();
    } finally {
      const blockedForMs = await store.finish(address, lease, isRight);
      if (isRight) suspects.forget(address);
      if (isRight === false) bus.publish({ name: 'login.failed', address, blockedForMs });
    }
    return isRight;
  }

  return {
    refuseBlocked: suspects.refuseBlocked,
    check: (address, login) => inTurn(address, () => checkNow(address, login)),
    noteRight,
  };
}

async function begin(store: LoginGuardStore, suspects: Suspects, address: string): Promise<string> {
  for (let attempt = 0; attempt < WAITS_MAX; attempt += 1) {
    const turn = await store.begin(address);
    if (turn.kind === 'go') return turn.lease;
    if (turn.kind === 'blocked') {
      suspects.note(address, turn.forMs);
      throw lockedOut(turn.forMs);
    }
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
  throw unavailable('Too many logins from your address at once. Try again shortly.');
}

type Suspects = ReturnType<typeof createSuspects>;

/** The addresses from which a wrong password came lately, and until when they are blocked. */
function createSuspects(now: () => number) {
  const suspects = createCache<{ readonly blockedUntilMs: number }>({ entriesMax: ADDRESSES_MAX, now });
  return {
    note(address: string, blockedForMs: number) {
      suspects.set(address, { blockedUntilMs: now() + blockedForMs }, WRONG_PASSWORDS_KEPT_MS);
    },
    /** Answers whether there was something to forget. */
    forget(address: string): boolean {
      const isSuspect = suspects.get(address) !== undefined;
      suspects.delete(address);
      return isSuspect;
    },
    refuseBlocked(address: string) {
      const forMs = (suspects.get(address)?.blockedUntilMs ?? 0) - now();
      if (forMs > 0) throw lockedOut(forMs);
    },
  };
}

function lockedOut(forMs: number): AppError {
  const seconds = Math.ceil(forMs / 1000);
  return new AppError(
    'FORBIDDEN',
    `Too many wrong passwords came from your address. Logging in with a password is blocked for ${seconds} seconds.`,
  );
}

/** Runs the work of one key one after the other, of different keys side by side. */
function createTurns() {
  const lasts = new Map<string, Promise<unknown>>();

  return <Result>(key: string, work: () => Promise<Result>): Promise<Result> => {
    const before = lasts.get(key) ?? Promise.resolve();
    const result = before.then(work);
    const last = result
      .catch(() => {})
      .finally(() => {
        if (lasts.get(key) === last) lasts.delete(key);
      });
    lasts.set(key, last);
    return result;
  };
}
