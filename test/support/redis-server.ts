import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from './programs.js';
import { freePort } from './services.js';

/** A Redis server of a test's own, that can be made to fail. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Stops answering, with all connections open. */
  freeze(): void;
  thaw(): void;
  kill(): Promise<void>;
  /** Starts again on the same port, empty. */
  start(): Promise<void>;
}

export async function startRedisServer(...options: string[]): Promise<RedisServer> {
  const port = await freePort();
  const folder = join(tmpdir(), `redis-${port}-${process.pid}`);
  let server: ChildProcess | undefined;

  const end = () => void server?.kill('SIGKILL');

  async function start() {
    await mkdir(folder, { recursive: true });
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder, ...options];
    const started = spawn(findProgram('redis-server', 'redis-server'), args, { stdio: ['ignore', 'pipe', 'inherit'] });
    server = started;
    process.once('exit', end);
    preferred(started);
    await new Promise<void>((resolve, reject) => {
      started.once('error', reject);
      started.once('exit', (code) => reject(new Error(`redis-server ended with ${code}.`)));
      started.stdout.on('data', (text) => String(text).includes('Ready to accept connections') && resolve());
    });
  }
  async function kill() {
    const ending = server;
    process.removeListener('exit', end);
    if (ending && ending.exitCode === null && ending.signalCode === null) {
      ending.kill('SIGKILL');
      await once(ending, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  }
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    freeze: () => void server?.kill('SIGSTOP'),
    thaw: () => void server?.kill('SIGCONT'),
    kill,
    start,
  };
}

/** On a busy machine Redis would have to wait for its turn, which looks as if it were slow. Not everybody may do this. */
function preferred({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, -15);
  } catch {
    // Then it waits like everybody else.
  }
}
