import { type ChildProcess, spawn } from 'node:child_process';
import { freePort } from '../test/support/services.js';
import type { Contender } from './contender.js';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 5000;
const OUTPUT_KEPT = 4000;

/** A contender that listens. */
export interface Running {
  readonly name: string;
  readonly contender: Contender;
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts a contender on a free port and waits until it says that it is ready. What it prints later is thrown away. */
export async function start(name: string, contender: Contender): Promise<Running> {
  const { command, cwd, env, ready } = contender;
  const port = await freePort();
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env, HOST: '127.0.0.1', PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  await untilItSays(child, ready).catch((error: Error) => {
    kill();
    throw new Error(`${name} did not start: ${error.message}`);
  });
  const stop = async () => {
    process.removeListener('exit', kill);
    await end(child);
  };
  return { name, contender, url: `http://127.0.0.1:${port}`, pid: child.pid ?? 0, stop };
}

function untilItSays(child: ChildProcess, ready: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const hear = (chunk: Buffer) => {
      if (output.length < OUTPUT_KEPT) output += chunk;
      if (output.includes(ready)) resolve();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`it ended with ${code}. ${output}`)));
    setTimeout(() => reject(new Error(`it never said "${ready}". ${output}`)), START_TIMEOUT_MS).unref();
  });
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGINT');
    setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS).unref();
  });
}
