import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { appendFile, readdir, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { findProgram } from './programs.js';
import { type ServerProcess, startServerProcess } from './server-process.js';

/** A desk whose `DATA_DIR` is a file system of its own, which only this process sees. */
export interface DeskOnSmallDisk {
  readonly desk: ServerProcess;
  /** Leaves room for a few bytes only, which is less than the smallest file that counts. */
  fill(): Promise<void>;
  /** Gives back what `fill` took. */
  free(): void;
  /** Names of the files below `DATA_DIR/files`, in the order of the alphabet. */
  files(): Promise<string[]>;
}

const BLOCK = 4096;

export async function startDeskOnSmallDisk(size: string, env: Record<string, string>): Promise<DeskOnSmallDisk> {
  const folder = mkdtempSync(join(tmpdir(), 'help-desk-small-disk-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  // In name spaces of its own a process may mount without being root.
  const mount = `mount -t tmpfs -o size=${size} tmpfs "$DATA_DIR" && exec "$@"`;
  const wrapper = [findProgram('unshare', 'util-linux'), '--map-root-user', '--mount', 'sh', '-c', mount, 'sh'];
  const desk = await startServerProcess({ ...env, DATA_DIR: folder }, wrapper);

  const inside = `/proc/${desk.process.pid}/root${folder}`;
  const ballast = join(inside, 'ballast');
  return {
    desk,
    async fill() {
      for (const block of [Buffer.alloc(1_048_576), Buffer.alloc(BLOCK)]) await append(ballast, block);
      await truncate(ballast, (await stat(ballast)).size - 8 * BLOCK);
    },
    free: () => writeFileSync(ballast, ''),
    async files() {
      const entries = await readdir(join(inside, 'files'), { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
        .sort();
    },
  };
}

/** Until there is no room for another one. */
async function append(path: string, block: Buffer): Promise<void> {
  for (;;) {
    const failure: NodeJS.ErrnoException | null = await appendFile(path, block).then(
      () => null,
      (error) => error,
    );
    if (failure?.code === 'ENOSPC') return;
    if (failure) throw failure;
  }
}
