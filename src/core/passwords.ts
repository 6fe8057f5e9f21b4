import type { PasswordHasher } from './context.js';

/** A hasher that also tells which hashes were made with weaker settings than today's. */
export interface UpgradeableHasher extends PasswordHasher {
  needsRehash(hash: string): boolean;
}
