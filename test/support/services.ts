import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findProgram } from './programs.js';

const START_TIMEOUT_MS = 20_000;

/** Has PostgreSQL end without writing what it holds in memory: a hundred databases that are thrown away. */
const IMMEDIATELY = 'SIGQUIT';

/** A server that belongs to the tests alone. */
export interface Service {
  readonly url: string;
  readonly port: number;
  readonly process: ChildProcess;
  /** Ends the server and removes what it wrote. */
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL cluster of its own in a temporary folder. It is not in UTC, so that code which relies on the
 * server's time zone shows. With a cache folder the empty cluster is made once and copied.
 */
export async function startPostgres(cache?: string): Promise<Service> {
  const program = findProgram('postgres', 'postgresql');
  const user = postgresUser();
  const folder = mkdtempSync(join(tmpdir(), 'help-desk-postgres-'));
  const data = join(folder, 'data');
  chownSync(folder, user.uid, user.gid);
  makeCluster(data, cache);

  const port = await freePort();
  const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: folder, max_connections: 200 };
  const careless = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', timezone: 'Asia/Kolkata' };
  const options = Object.entries({ ...settings, ...careless }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(program, ['-D', data, ...options], { stdio: 'ignore', ...user });

  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const cleanUp = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', cleanUp);
  const service = await whenReady(child, { url, port }, () => answers(url), IMMEDIATELY);
  return { ...service, stop: () => service.stop().finally(cleanUp) };
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

type Address = Pick<Service, 'url' | 'port'>;

async function whenReady(
  child: ChildProcess,
  address: Address,
  isReady: () => Promise<boolean>,
  endSignal: NodeJS.Signals = 'SIGINT',
): Promise<Service> {
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);

  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await isReady())) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${child.spawnfile} did not start.`);
    await sleep(30);
  }
  const stop = async () => {
    process.removeListener('exit', kill);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGCONT');
    child.kill(endSignal);
    await ended;
  };
  return { ...address, process: child, stop };
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  return client
    .connect()
    .then(() => client.end())
    .then(() => true)
    .catch(() => false);
}

function makeCluster(data: string, cache: string | undefined): void {
  const user = postgresUser();
  if (cache && existsSync(cache)) cpSync(cache, data, { recursive: true });
  else {
    const args = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'];
    execFileSync(findProgram('initdb', 'postgresql'), args, { stdio: ['ignore', 'ignore', 'inherit'], ...user });
    if (cache) keep(data, cache);
  }
  if (user.uid !== process.getuid?.()) execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, data]);
}

/** Copies under another name first: a run that is broken off leaves no half of a cluster behind. */
function keep(data: string, cache: string): void {
  const draft = `${cache}-${process.pid}`;
  cpSync(data, draft, { recursive: true });
  renameSync(draft, cache);
}

/** PostgreSQL refuses to run as root, so then it runs as the user that its package made. */
function postgresUser(): { uid: number; gid: number } {
  const own = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  if (own.uid !== 0) return own;
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}
