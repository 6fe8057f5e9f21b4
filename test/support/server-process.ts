import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, onTestFinished, TestRunner } from 'vitest';
import { keepLog } from './logs.js';
import { freePort } from './services.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A desk in a process of its own, as an operator runs it. */
export interface ServerProcess {
  readonly url: string;
  readonly process: ChildProcess;
  /** All that it has printed. */
  output(): string;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  ask(query: string, variables: object, headers: Record<string, string>): Promise<Response>;
  /** Sends the signal and answers the exit code; null when the signal itself ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/**
 * Starts `src/main.ts` and waits until it listens. It is killed when the test or else the file is done, unless it has ended by
 * then. A wrapper is a command that becomes the one it is given.
 */
export async function startServerProcess(
  env: Record<string, string>,
  wrapper: readonly string[] = [],
): Promise<ServerProcess> {
  const port = Number(env.PORT ?? (await freePort()));
  const url = `http://127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'help-desk-process-'));
  const settings = { HOST: '127.0.0.1', DATA_DIR: folder, PUBLIC_URL: url, ...env, PORT: String(port) };
  const [command = process.execPath, ...args] = [...wrapper, process.execPath, '--import', 'tsx', 'src/main.ts'];
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? '', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const whenDone = TestRunner.getCurrentTest() ? onTestFinished : afterAll;
  whenDone(() => {
    process.removeListener('exit', kill);
    keepLog(output.text());
    kill();
    rmSync(folder, { recursive: true, force: true });
  });

  const output = collect(child);
  await output.until('Health ');
  return { url, process: child, output: output.text, ...client(url), end: (signal) => end(child, signal) };
}

function collect(child: ChildProcess) {
  let text = '';
  const listeners = new Set<() => void>();
  const add = (chunk: Buffer) => {
    text += chunk;
    for (const listener of listeners) listener();
  };
  child.stdout?.on('data', add);
  child.stderr?.on('data', add);
  return {
    text: () => text,
    until: (wanted: string) =>
      new Promise<void>((resolve, reject) => {
        const look = () => text.includes(wanted) && resolve();
        listeners.add(look);
        child.once('exit', (code) => reject(new Error(`The desk ended with ${code}: ${text}`)));
        look();
      }),
  };
}

function client(url: string): Pick<ServerProcess, 'get' | 'ask'> {
  return {
    get: (path, headers = {}) => fetch(url + path, { headers }),
    ask: (query, variables, headers) =>
      fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      }),
  };
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill(signal);
  });
}
