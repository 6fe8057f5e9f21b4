import { createCache } from '../../core/cache.js';
import type { Db } from '../../core/context.js';

/** Where a request came from. */
export interface RequestOrigin {
  /** The client's IP address. */
  readonly address: string;
  readonly userAgent: string | null;
}

/** Writes down when users and tokens were last seen: once a minute at most, and without keeping the request waiting. */
export interface CallerUsage {
  noteUser(userId: number, origin: RequestOrigin): void;
  noteToken(tokenId: number): void;
  /** Resolves when everything noted so far is written. */
  settled(): Promise<void>;
}

interface UsageParts {
  readonly db: Db;
  /** A clock that never goes back, in milliseconds. */
  now(): number;
  onError(error: unknown): void;
}

const NOTED_MAX = 50_000;
const NOTE_EVERY_MS = 60_000;
const USER_AGENT_LENGTH_MAX = 255;

export function createCallerUsage({ db, now, onError }: UsageParts): CallerUsage {
  const noted = createCache<true>({ entriesMax: NOTED_MAX, now });
  const writes = new Set<Promise<unknown>>();

  function note(key: string, write: (at: Date, longAgo: Date) => Promise<unknown>) {
    if (noted.get(key)) return;
    noted.set(key, true, NOTE_EVERY_MS);
    const at = new Date();
    const writing = write(at, new Date(at.getTime() - NOTE_EVERY_MS))
      .catch(onError)
      .finally(() => writes.delete(writing));
    writes.add(writing);
  }

  return {
    noteUser(userId, { address, userAgent }) {
      note(`user:${userId}`, (at, longAgo) =>
        db.user.updateMany({
          // Another process may have noted the same minute.
          where: { id: userId, OR: [{ lastSeenAt: null }, { lastSeenAt: { lte: longAgo } }] },
          data: { lastSeenAt: at, lastIp: address, lastUserAgent: storable(userAgent) },
        }),
      );
    },
    noteToken(tokenId) {
      note(`token:${tokenId}`, (at, longAgo) =>
        db.accessToken.updateMany({
          where: { id: tokenId, OR: [{ lastUsedAt: null }, { lastUsedAt: { lte: longAgo } }] },
          data: { lastUsedAt: at },
        }),
      );
    },
    settled: async () => void (await Promise.all(writes)),
  };
}

function storable(userAgent: string | null): string | null {
  return userAgent?.replaceAll('\u0000', '').slice(0, USER_AGENT_LENGTH_MAX).toWellFormed() ?? null;
}
