import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { tooLarge } from '../../src/core/errors.js';
import type { Storage } from '../../src/core/storage.js';

/** A storage in memory. Believes every declared type. */
export interface MemoryStorage extends Storage {
  /** The content of everything that is stored, by key. */
  readonly objects: Map<string, Buffer>;
}

export function createMemoryStorage(): MemoryStorage {
  const objects = new Map<string, Buffer>();
  return {
    objects,
    async put(source, { bytesMax, declaredType }) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of source) chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      if (bytes.byteLength > bytesMax) throw tooLarge('A file is too large.');
      const storageKey = randomUUID();
      objects.set(storageKey, bytes);
      return {
        storageKey,
        size: bytes.byteLength,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        contentType: declaredType ?? 'application/octet-stream',
        storedAt: new Date(),
      };
    },
    async open(storageKey, range) {
      const bytes = objects.get(storageKey);
      return bytes ? Readable.from([range ? bytes.subarray(range.first, range.last + 1) : bytes]) : null;
    },
    remove: async (storageKey) => void objects.delete(storageKey),
    async *list() {
      for (const storageKey of objects.keys()) yield { storageKey, storedAt: new Date(0) };
    },
    removeUnfinished: async () => 0,
    check: async () => {},
  };
}
