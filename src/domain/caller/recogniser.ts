import { createHmac, randomBytes } from 'node:crypto';
import { createCache } from '../../core/cache.js';

/** Knows passwords again that were verified a short while ago, without keeping or hashing them the slow way. */
export interface Recogniser {
  isKnown(userId: number, passwordHash: string, password: string): boolean;
  remember(userId: number, passwordHash: string, password: string): void;
}

const KNOWN_MAX = 20_000;
const KNOWN_MS = 5 * 60_000;

/** The digest covers the stored hash too, so that a changed password misses at once. */
export function createRecogniser(now: () => number): Recogniser {
  const secret = randomBytes(32);
  const known = createCache<true>({ entriesMax: KNOWN_MAX, now });

  function digest(userId: number, passwordHash: string, password: string): string {
    return createHmac('sha256', secret).update(`${userId}\n${passwordHash}\n${password}`).digest('base64');
  }

  return {
    isKnown: (...login) => known.get(digest(...login)) === true,
    remember: (...login) => known.set(digest(...login), true, KNOWN_MS),
  };
}
