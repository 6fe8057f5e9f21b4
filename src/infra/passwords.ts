import { availableParallelism } from 'node:os';
import { hash, type Options, parseOptions, verify } from '@node-rs/argon2';
import type { UpgradeableHasher } from '../core/passwords.js';

interface HasherOptions {
  /** In KiB. */
  readonly memoryCost?: number;
  readonly timeCost?: number;
}

/** The library's `Algorithm.Argon2id`, a const enum that isolated modules cannot import. */
const ARGON2ID = 2;

/**
 * Hashes with argon2id on threads beside the event loop. At most two at once: files and name look-ups
 * share the four threads of the pool.
 */
export function createPasswordHasher({ memoryCost = 19_456, timeCost = 2 }: HasherOptions = {}): UpgradeableHasher {
  const options: Options = { algorithm: ARGON2ID, memoryCost, timeCost, parallelism: 1 };
  const inTurn = createTurns(Math.min(2, availableParallelism()));

  return {
    hash: (password) => inTurn(() => hash(password, options)),
    verify: (stored, password) => inTurn(() => verify(stored, password).catch(() => false)),
    needsRehash(stored) {
      const used = parametersOf(stored);
      return used?.algorithm !== ARGON2ID || used.memoryCost < memoryCost || used.timeCost < timeCost;
    },
  };
}

function parametersOf(stored: string) {
  try {
    return parseOptions(stored);
  } catch {
    return null;
  }
}

function createTurns(atOnceMax: number) {
  const waiting: (() => void)[] = [];
  let running = 0;

  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (running >= atOnceMax) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
