import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Storage } from '../../src/core/storage.js';
import { attachFiles } from '../../src/domain/attachment/attachment-service.js';
import { removeUnused, sweepFiles } from '../../src/domain/file/file-release.js';
import { storeFile } from '../../src/domain/file/file-service.js';
import { createDiskStorage } from '../../src/infra/storage-disk.js';
import { contextOf } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import { makeTicket } from '../support/factories.js';

const SCRIPT = fileURLToPath(new URL('upload-process.ts', import.meta.url));
const HOUR_MS = 60 * 60 * 1000;

const { db, truncate } = await testDatabase();
let folder: string;
let storage: Storage;
beforeEach(async () => {
  await truncate();
  folder = await mkdtemp(join(tmpdir(), 'help-desk-sweep-'));
  storage = createDiskStorage(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS);

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function storedTexts(): Promise<string[]> {
  const texts: string[] = [];
  for await (const { storageKey } of storage.list()) {
    const stream = await storage.open(storageKey);
    texts.push(String(Buffer.concat((await stream?.toArray()) ?? [])));
  }
  return texts.sort();
}

/** Attaches a file to a new ticket, as its submitter. */
async function attach(text: string) {
  const ticket = await makeTicket(db);
  const ctx = await contextOf(db, { id: ticket.submitterId }, { storage });
  const file = await storeFile(ctx, { fileName: 'a.txt', bytes: bytesOf(text) });
  return attachFiles(ctx, ticket.id, { files: [file] });
}

describe('the sweeper', () => {
  it('removes what a killed process left, once it is old, and keeps what has a row', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', SCRIPT, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await attach('used');
    expect(await storedTexts()).toEqual(['complete', 'used']);
    expect(await readdir(join(folder, 'unfinished'))).toHaveLength(1);

    expect(await sweepFiles({ db, storage }, inHours(23))).toEqual({ unused: 0, unfinished: 0 });
    expect(await sweepFiles({ db, storage }, inHours(25))).toEqual({ unused: 1, unfinished: 1 });
    expect(await storedTexts()).toEqual(['used']);
    expect(await readdir(join(folder, 'unfinished'))).toEqual([]);
    // A process takes seconds to start on a busy machine.
  }, 60_000);

  it('leaves an upload alone that goes on meanwhile', async () => {
    let goOn = () => {};
    const waits = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('slow');
      await waits;
      yield Buffer.from('ly');
    }
    const upload = storage.put(slow(), { bytesMax: 100 });
    await expect.poll(() => readdir(join(folder, 'unfinished')).catch(() => [])).toHaveLength(1);
    expect(await sweepFiles({ db, storage }, inHours(1))).toEqual({ unused: 0, unfinished: 0 });
    goOn();
    await upload;
    expect(await storedTexts()).toEqual(['slowly']);
  });

  it('may run in several processes at once', async () => {
    for (const text of ['a', 'b', 'c']) await storage.put(bytesOf(text), { bytesMax: 10 });
    await attach('used');
    await Promise.all([1, 2, 3].map(() => sweepFiles({ db, storage }, inHours(25))));
    expect(await storedTexts()).toEqual(['used']);
  });

  it('finds nothing in a storage that was never used', async () => {
    expect(await sweepFiles({ db, storage }, inHours(25))).toEqual({ unused: 0, unfinished: 0 });
  });
});

describe('released files', () => {
  it('go unless a row points at them', async () => {
    const [used] = await attach('used');
    const unused = await storage.put(bytesOf('unused'), { bytesMax: 10 });
    expect(await removeUnused({ db, storage }, [String(used?.storageKey), unused.storageKey])).toBe(1);
    expect(await storedTexts()).toEqual(['used']);
  });
});
