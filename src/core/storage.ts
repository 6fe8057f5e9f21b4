import type { Readable } from 'node:stream';

/** Bytes that no record points at are kept for so long, since somebody may be about to write that record. */
export const UNUSED_KEPT_MS = 24 * 60 * 60 * 1000;

/** Records may be written for bytes up to this age. The distance to `UNUSED_KEPT_MS` is what makes sweeping safe. */
export const USABLE_MS = UNUSED_KEPT_MS / 2;

/** What is known about bytes once they are stored. */
export interface StoredBytes {
  /** Where the storage keeps them; never made of anything that a client chose. */
  readonly storageKey: string;
  readonly size: number;
  /** In hex. */
  readonly sha256: string;
  /** What the bytes are, whatever the client called them. */
  readonly contentType: string;
  readonly storedAt: Date;
}

export interface PutOptions {
  readonly bytesMax: number;
  /** What the client says they are; believed only where the bytes do not tell and no browser would run them. */
  readonly declaredType?: string;
}

/** Both ends included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

export interface StoredObject {
  readonly storageKey: string;
  readonly storedAt: Date;
}

/** Keeps the bytes of files. Nothing is ever held in memory as a whole. */
export interface Storage {
  /**
   * Stores what comes in. Too much of it is TOO_LARGE as soon as that shows, no room is UNAVAILABLE; then, and when the
   * source breaks off, nothing stays behind.
   */
  put(source: AsyncIterable<Uint8Array>, options: PutOptions): Promise<StoredBytes>;
  /** The bytes, or a part of them; null when there are none under the key. Removing them does not disturb a reader. */
  open(storageKey: string, range?: ByteRange): Promise<Readable | null>;
  /** Removing what is not there is no mistake. */
  remove(storageKey: string): Promise<void>;
  /** Everything that is completely stored, in no order. */
  list(): AsyncIterable<StoredObject>;
  /** Removes the remains of uploads that began before `before` and never ended; answers how many. */
  removeUnfinished(before: Date): Promise<number>;
  /** Rejects when nothing can be stored. */
  check(): Promise<void>;
}
