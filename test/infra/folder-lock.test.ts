import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StartError } from '../../src/core/start-error.js';
import { lockFolder } from '../../src/infra/folder-lock.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'help-desk-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Another process that takes the lock and keeps it until it is killed. */
async function lockElsewhere(): Promise<{ kill(): Promise<void> }> {
  const script = `import { lockFolder } from './src/infra/folder-lock.ts'; await lockFolder(process.argv[1]); console.log('locked'); setInterval(() => {}, 1e6);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const exited = new Promise((resolve) => child.once('exit', resolve));
  return {
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

describe('works', () => {
  it('can be taken again once it is given back', async () => {
    const unlock = await lockFolder(folder);
    await unlock();
    const unlockAgain = await lockFolder(folder);
    await unlockAgain();
  });

  it('takes over from a process that was killed, and cleans up behind it', async () => {
    const other = await lockElsewhere();
    await other.kill();
    const unlock = await lockFolder(folder);
    expect(await readdir(folder)).toHaveLength(2);
    await unlock();
  });

  it('lets exactly one of many win', async () => {
    const other = await lockElsewhere();
    await other.kill();
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder)));
    const won = tries.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
    expect(won).toHaveLength(1);
    for (const unlock of won) await unlock();
  });
});

describe('refuses', () => {
  it('a second process, with a sentence that says what to do', async () => {
    const other = await lockElsewhere();
    await expect(lockFolder(folder)).rejects.toThrow(StartError);
    await expect(lockFolder(folder)).rejects.toThrow(/another process uses the data .* DATA_DIR/i);
    await other.kill();
  });

  it('a second database in the same process', async () => {
    const unlock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow(StartError);
    await unlock();
  });
});
