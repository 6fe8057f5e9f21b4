import { mkdtemp, open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Storage } from '../../src/core/storage.js';
import { openStorage } from '../../src/infra/storage.js';
import { createDiskStorage } from '../../src/infra/storage-disk.js';

let folder: string;
let storage: Storage;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'help-desk-disk-'));
  storage = createDiskStorage(folder);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

async function* chunks(count: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index += 1) yield Buffer.alloc(1000, 'x');
}

/** What every open file of this process does its work with. */
async function fileMethods() {
  const handle = await open(join(folder, 'probe'), 'w');
  await handle.close();
  await rm(join(folder, 'probe'));
  return Object.getPrototypeOf(handle) as typeof handle;
}

const failing = (code: string) => Object.assign(new Error(code), { code });

describe('files on the disk', () => {
  it('lie under the hash of their content, readable by the desk alone', async () => {
    const { storageKey, sha256 } = await storage.put(chunks(1), { bytesMax: 1000 });
    expect(storageKey).toMatch(new RegExp(`^${sha256.slice(0, 2)}/${sha256}-[0-9a-f]{16}$`));
    const { mode } = await stat(join(folder, storageKey));
    expect(mode & 0o077).toBe(0);
  });

  it('are on the disk before they have a name: file, its folder and the folder above are synced', async () => {
    const sync = vi.spyOn(await fileMethods(), 'sync');
    await storage.put(chunks(1), { bytesMax: 1000 });
    expect(sync).toHaveBeenCalledTimes(3);
  });

  it('are written to the end by a disk that takes less than it is given', async () => {
    const methods = await fileMethods();
    const { write } = methods;
    const some = async function (this: typeof methods, bytes: Buffer, offset: number) {
      return write.call(this, bytes as never, offset as never, Math.min(300, bytes.byteLength - offset) as never);
    };
    vi.spyOn(methods, 'write').mockImplementation(some as never);
    const { storageKey, size } = await storage.put(chunks(3), { bytesMax: 5000 });
    vi.restoreAllMocks();
    expect([size, (await stat(join(folder, storageKey))).size]).toEqual([3000, 3000]);
  });

  it.each(['ENOSPC', 'EDQUOT'])('are UNAVAILABLE when there is no room, with nothing left: %s', async (code) => {
    const methods = await fileMethods();
    vi.spyOn(methods, 'write').mockRejectedValueOnce(failing(code));
    const refused = storage.put(chunks(3), { bytesMax: 5000 });
    await expect(refused).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfterSeconds: 60 });

    vi.spyOn(methods, 'sync').mockRejectedValueOnce(failing(code));
    await expect(storage.put(chunks(3), { bytesMax: 5000 })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await readdir(join(folder, 'unfinished'))).toEqual([]);
    expect(await readdir(folder)).toEqual(['unfinished']);
  });

  it('cannot be reached by keys that lead elsewhere', async () => {
    for (const key of ['../secret', '/etc/passwd', 'unfinished/x', '']) {
      await expect(storage.open(key)).rejects.toThrow('This is no key of the storage.');
      await expect(storage.remove(key)).rejects.toThrow('This is no key of the storage.');
    }
  });

  it('can be read to the end by whoever has begun, also when they are removed', async () => {
    const { storageKey } = await storage.put(chunks(200), { bytesMax: 1_000_000 });
    const stream = await storage.open(storageKey);
    await storage.remove(storageKey);
    expect(Buffer.concat((await stream?.toArray()) ?? []).byteLength).toBe(200_000);
  });

  it('are not ready when nothing can be written', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(createDiskStorage(join(folder, 'file')).check()).rejects.toThrow();
  });

  it('are where the configuration says, unless it names a bucket', async () => {
    const { put } = await openStorage({ dataDir: folder, s3: null });
    const { storageKey } = await put(chunks(1), { bytesMax: 1000 });
    expect((await stat(join(folder, 'files', storageKey))).size).toBe(1000);
  });
});
