import { setTimeout as sleep } from 'node:timers/promises';
import { createDiskStorage } from '../../src/infra/storage-disk.js';

// Stores one file completely and half of another, says so, and waits to be killed before any row is written.
const [folder = ''] = process.argv.slice(2);
const storage = createDiskStorage(folder);

async function* whole(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('complete');
}

async function* half(): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(100_000);
  process.stdout.write('half-way\n');
  await sleep(600_000);
}

await storage.put(whole(), { bytesMax: 1000 });
await storage.put(half(), { bytesMax: 1_000_000 });
