/** A map that forgets: entries by age, and the least recently used ones when there are too many. */
export interface Cache<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value, ttlMs: number): void;
  delete(key: string): void;
  /** Removes the entries that match. Looks at all of them. */
  deleteWhere(matches: (value: Value) => boolean): void;
  clear(): void;
  readonly size: number;
}

interface CacheOptions {
  readonly entriesMax: number;
  /** A clock that never goes back, in milliseconds. */
  now(): number;
}

export function createCache<Value>({ entriesMax, now }: CacheOptions): Cache<Value> {
  const entries = new Map<string, { readonly value: Value; readonly endsAtMs: number }>();

  return {
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      if (entry.endsAtMs <= now()) return undefined;
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, ttlMs) {
      entries.delete(key);
      entries.set(key, { value, endsAtMs: now() + ttlMs });
      const [oldest] = entries.keys();
      if (entries.size > entriesMax && oldest !== undefined) entries.delete(oldest);
    },
    delete: (key) => void entries.delete(key),
    deleteWhere(matches) {
      for (const [key, { value }] of entries) {
        if (matches(value)) entries.delete(key);
      }
    },
    clear: () => entries.clear(),
    get size() {
      return entries.size;
    },
  };
}
