import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** What a process with a log has printed by its end. */
function printedBy(script: string): Promise<string[]> {
  const code = `import { createLog } from './src/infra/log.ts'; const log = createLog('info'); ${script}`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => {
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
