import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';

function start(script: string, output: 'pipe' | number): ChildProcess {
  const code = `import { createLog } from './src/infra/log.ts'; const log = createLog('info'); ${script}`;
  const args = ['--import', 'tsx', '--input-type=module', '-e', code];
  return spawn(process.execPath, args, { stdio: ['ignore', output, 'inherit'] });
}

/** What a process with a log has printed by its end. */
function printedBy(script: string): Promise<string[]> {
  const child = start(script, 'pipe');
  let text = '';
  child.stdout?.on('data', (chunk) => {
    text += chunk;
    // The child that would not end by itself does so once it was heard.
    if (text.includes('heard')) child.kill('SIGKILL');
  });
  return new Promise((resolve) => child.once('close', () => resolve(text.split('\n').filter(Boolean))));
}

const messagesOf = (lines: readonly string[]) => lines.map((line) => JSON.parse(line).msg);

describe('works', () => {
  it('writes what was said before the process ends in order', async () => {
    expect(messagesOf(await printedBy(`log.info('one'); log.info('two'); process.exit();`))).toEqual(['one', 'two']);
  });

  it('writes without anything following', async () => {
    expect(messagesOf(await printedBy(`log.info('heard'); setInterval(() => {}, 1e6);`))).toEqual(['heard']);
  });
});

describe('mistakes', () => {
  it('has written warnings and errors, and what came before them, when the process is killed', async () => {
    const script = `log.info('before'); log.error('wrong'); log.info('lost'); process.kill(process.pid, 'SIGKILL');`;
    expect(messagesOf(await printedBy(script))).toEqual(['before', 'wrong']);
  });

  it('has written all when an error ends the process', async () => {
    const script = `process.on('uncaughtException', () => process.exit(1)); log.info('before'); setTimeout(() => { throw new Error('x'); }, 1);`;
    expect(messagesOf(await printedBy(script))).toEqual(['before']);
  });
});

describe('outputs that take nothing', () => {
  /** It says much, at once and in turns, and ends with its own code if that does not stop it. */
  const BUSY = `
    log.warn('first');
    for (let line = 0; line < 1000; line++) log.info({ line }, 'x'.repeat(100));
    log.warn('now');
    setTimeout(() => { log.warn('later'); process.exit(7); }, 250);`;

  it.each(['a reader that went away', 'a full disk'])('such as %s do not stop the process', async (output) => {
    const fullDisk = openSync('/dev/full', 'w');
    const child = start(BUSY, output === 'a full disk' ? fullDisk : 'pipe');
    child.stdout?.destroy();
    closeSync(fullDisk);
    onTestFinished(() => void child.kill('SIGKILL'));
    expect(await once(child, 'exit')).toEqual([7, null]);
  });
});
