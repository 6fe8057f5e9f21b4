import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import type { Storage, StoredObject } from '../../src/core/storage.js';
import { createDiskStorage } from '../../src/infra/storage-disk.js';
import { createS3Storage } from '../../src/infra/storage-s3.js';
import { startS3Server } from '../support/s3-server.js';

const MIB = 1024 * 1024;
const folder = await mkdtemp(join(tmpdir(), 'help-desk-files-'));
const server = await startS3Server();
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const storages: [string, Storage][] = [
  ['the disk', createDiskStorage(folder)],
  ['a bucket', createS3Storage(server.access)],
];

async function* chunked(bytes: Uint8Array, size = 65_536): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; start += size) yield bytes.subarray(start, start + size);
}

async function* brokenOff(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield* chunked(bytes);
  throw new Error('The client is gone.');
}

async function bytesOf(stream: Readable | null): Promise<Buffer | null> {
  return stream && Buffer.concat(await stream.toArray());
}

async function listed(storage: Storage): Promise<StoredObject[]> {
  const objects: StoredObject[] = [];
  for await (const object of storage.list()) objects.push(object);
  return objects;
}

describe.each(storages)('files on %s', (_name, storage) => {
  const put = (bytes: Uint8Array, bytesMax = 100 * MIB) => storage.put(chunked(bytes), { bytesMax });
  const keys = async () => (await listed(storage)).map(({ storageKey }) => storageKey);

  describe('works', () => {
    it.each([1, 70_000, 5 * MIB, 12 * MIB + 7])('gives back %i bytes, measured and hashed', async (size) => {
      const bytes = randomBytes(size);
      const stored = await put(bytes);
      expect(stored).toMatchObject({ size, sha256: createHash('sha256').update(bytes).digest('hex') });
      expect((await bytesOf(await storage.open(stored.storageKey)))?.equals(bytes)).toBe(true);
    });

    it('finds out what the bytes are, whatever they are called', async () => {
      const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
      const options = { bytesMax: 1000, declaredType: 'text/html' };
      expect(await storage.put(chunked(png), options)).toMatchObject({ contentType: 'image/png' });
    });

    it('gives back a part', async () => {
      const { storageKey } = await put(Buffer.from('0123456789'));
      expect(String(await bytesOf(await storage.open(storageKey, { first: 2, last: 5 })))).toBe('2345');
      expect(String(await bytesOf(await storage.open(storageKey, { first: 9, last: 9 })))).toBe('9');
    });

    it('keeps equal files apart, so that removing one leaves the other', async () => {
      const [one, other] = await Promise.all([put(Buffer.from('same')), put(Buffer.from('same'))]);
      await storage.remove(one.storageKey);
      expect(await storage.open(one.storageKey)).toBeNull();
      expect(String(await bytesOf(await storage.open(other.storageKey)))).toBe('same');
      await storage.remove(one.storageKey);
    });

    it('lists what is stored, with its age', async () => {
      const { storageKey, storedAt } = await put(Buffer.from('listed'));
      const found = (await listed(storage)).find((object) => object.storageKey === storageKey);
      expect(Math.abs(Number(found?.storedAt) - storedAt.getTime())).toBeLessThan(5000);
    });

    it('takes a file of exactly the limit', async () => {
      await expect(put(randomBytes(70_000), 70_000)).resolves.toMatchObject({ size: 70_000 });
    });

    it('is ready', async () => {
      await expect(storage.check()).resolves.toBeUndefined();
    });
  });

  describe('mistakes', () => {
    it.each([10, 6 * MIB])('refuses the first byte over the limit of %i and keeps nothing', async (bytesMax) => {
      const before = await keys();
      await expect(put(randomBytes(bytesMax + 1), bytesMax)).rejects.toMatchObject({ code: 'TOO_LARGE' });
      expect(await keys()).toEqual(before);
      expect(await storage.removeUnfinished(new Date(Date.now() + 60_000))).toBe(0);
    });

    it('stops reading at the limit', async () => {
      let chunks = 0;
      async function* endless(): AsyncGenerator<Uint8Array> {
        for (;;) {
          chunks += 1;
          yield Buffer.alloc(1000);
        }
      }
      await expect(storage.put(endless(), { bytesMax: 2500 })).rejects.toMatchObject({ code: 'TOO_LARGE' });
      expect(chunks).toBe(3);
    });

    it.each([100, 6 * MIB])('keeps nothing of a file that breaks off after %i bytes', async (size) => {
      const before = await keys();
      const broken = storage.put(brokenOff(randomBytes(size)), { bytesMax: 100 * MIB });
      await expect(broken).rejects.toThrow('The client is gone.');
      expect(await keys()).toEqual(before);
      expect(await storage.removeUnfinished(new Date(Date.now() + 60_000))).toBe(0);
    });

    it('has nothing under keys that it never gave', async () => {
      const key = `ab/${'0'.repeat(64)}-${'0'.repeat(16)}`;
      expect(await storage.open(key)).toBeNull();
      await storage.remove(key);
    });
  });
});

describe('a bucket', () => {
  it('removes the parts of uploads that never ended, unless they are young', async () => {
    const storage = createS3Storage(server.access);
    let goOn = () => {};
    const waits = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield* chunked(randomBytes(11 * MIB));
      await waits;
    }
    const upload = storage.put(slow(), { bytesMax: 100 * MIB });
    await expect.poll(server.countUnfinished).toBe(1);
    expect(await storage.removeUnfinished(new Date(Date.now() - 60_000))).toBe(0);
    expect(await storage.removeUnfinished(new Date(Date.now() + 60_000))).toBe(1);
    goOn();
    await expect(upload).rejects.toThrow();
  });

  it('is UNAVAILABLE while it is out of reach, for readers and writers', async () => {
    const away = createS3Storage({ ...server.access, endpoint: 'http://127.0.0.1:9' });
    await expect(away.put(chunked(Buffer.from('x')), { bytesMax: 10 })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(away.open('files/ab/x')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(away.check()).rejects.toThrow();
  });

  it('is not ready with wrong credentials or a wrong bucket', async () => {
    const credentials = { accessKeyId: 'NOBODY', secretAccessKey: 'wrong' };
    await expect(createS3Storage({ ...server.access, credentials }).check()).rejects.toThrow();
    await expect(createS3Storage({ ...server.access, bucket: 'other' }).check()).rejects.toThrow();
  });
});
