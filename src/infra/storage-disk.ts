import { randomBytes, randomUUID } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { constants } from 'node:fs';
import { access, type FileHandle, mkdir, open, opendir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { unavailable } from '../core/errors.js';
import type { ByteRange, PutOptions, Storage, StoredBytes, StoredObject } from '../core/storage.js';
import { takeIn } from './storage-intake.js';

const KEY = /^[0-9a-f]{2}\/[0-9a-f]{64}-[0-9a-f]{16}$/;
const UNFINISHED = 'unfinished';
/** With less than a small file's room the storage counts as full. */
const BYTES_MIN = 100_000;
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS', 'EMFILE', 'ENFILE']);

/**
 * Keeps files in a folder, under the hash of their content and a random end: equal files do not share their bytes, so that
 * one can be removed while another is being stored.
 */
export function createDiskStorage(folder: string): Storage {
  const unfinished = join(folder, UNFINISHED);
  return {
    put: (source, options) => put(folder, source, options),
    open: async (storageKey, range) => openStored(pathOf(folder, storageKey), range),
    remove: async (storageKey) => rm(pathOf(folder, storageKey), { force: true }),
    list: () => list(folder),
    async removeUnfinished(before) {
      let count = 0;
      for await (const { name } of entries(unfinished)) {
        const path = join(unfinished, name);
        if ((await modifiedAt(path)) >= before) continue;
        await rm(path, { force: true });
        count += 1;
      }
      return count;
    },
    async check() {
      await mkdir(unfinished, { recursive: true });
      await access(unfinished, constants.W_OK);
      const { bavail, bsize } = await statfs(unfinished);
      if (bavail * bsize < BYTES_MIN) throw new Error('There is no room for files.');
    },
  };
}

async function put(folder: string, source: AsyncIterable<Uint8Array>, options: PutOptions): Promise<StoredBytes> {
  const draft = join(folder, UNFINISHED, randomUUID());
  await mkdir(join(folder, UNFINISHED), { recursive: true });
  const intake = takeIn(source, options);
  try {
    await write(draft, intake.bytes);
    const measured = await intake.measured();
    const storageKey = await settle(folder, draft, measured.sha256);
    return { ...measured, storageKey, storedAt: new Date() };
  } catch (error) {
    await rm(draft, { force: true });
    throw isNoRoom(error) ? unavailable('There is no room for files right now. Try again later.', 60) : error;
  }
}

async function write(path: string, bytes: AsyncIterable<Buffer>): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of bytes) await writeAll(file, chunk);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A single write may take less than it is given. */
async function writeAll(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let offset = 0; offset < chunk.byteLength; ) {
    const { bytesWritten } = await file.write(chunk, offset);
    offset += bytesWritten;
  }
}

/** Gives a complete draft its name. Directories are synced as well, or a power cut could undo the name. */
async function settle(folder: string, draft: string, sha256: string): Promise<string> {
  const shard = sha256.slice(0, 2);
  const storageKey = `${shard}/${sha256}-${randomBytes(8).toString('hex')}`;
  await mkdir(join(folder, shard), { recursive: true });
  await rename(draft, join(folder, storageKey));
  await syncFolder(join(folder, shard));
  await syncFolder(folder);
  return storageKey;
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}

async function openStored(path: string, range?: ByteRange): Promise<Readable | null> {
  try {
    const file = await open(path, 'r');
    return file.createReadStream(range && { start: range.first, end: range.last });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

async function* list(folder: string): AsyncGenerator<StoredObject> {
  for await (const shard of entries(folder)) {
    if (!/^[0-9a-f]{2}$/.test(shard.name)) continue;
    for await (const { name } of entries(join(folder, shard.name))) {
      const storageKey = `${shard.name}/${name}`;
      if (KEY.test(storageKey)) yield { storageKey, storedAt: await modifiedAt(join(folder, storageKey)) };
    }
  }
}

/** A folder that is not there is empty. */
async function* entries(folder: string): AsyncGenerator<Dirent> {
  try {
    yield* await opendir(folder);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** What is gone by now counts as new, and is left alone. */
async function modifiedAt(path: string): Promise<Date> {
  try {
    return (await stat(path)).mtime;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return new Date(8.64e15);
    throw error;
  }
}

/** Keys come from the database, but a path must not leave the folder even then. */
function pathOf(folder: string, storageKey: string): string {
  if (!KEY.test(storageKey)) throw new Error('This is no key of the storage.');
  return join(folder, storageKey);
}

function isNoRoom(error: unknown): boolean {
  return NO_ROOM.has(codeOf(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
