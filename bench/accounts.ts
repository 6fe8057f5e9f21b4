import { readdirSync, readFileSync } from 'node:fs';
import type pg from 'pg';

/** What the kernel of Linux says about processes. Elsewhere, and about other machines, the answers are NaN. */

const TICK_MS = 10;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly cpuMs: number;
  /** Of the children that have ended. */
  readonly endedMs: number;
}

/** Processor time, user and system, of a process and all below it. */
export function cpuOf(pid: number): number {
  return sum(tree(pid).map(({ cpuMs }) => cpuMs));
}

/** A process and all below it. */
export function processesOf(pid: number): number[] {
  return tree(pid).map((one) => one.pid);
}

/** Most memory that a process and all below it have had, or have now. */
export function memoryOf(pid: number, which: 'VmHWM' | 'VmRSS' = 'VmHWM'): number {
  const found = tree(pid).map((one) => new RegExp(`${which}:\\s+(\\d+)`).exec(read(`${one.pid}/status`))?.[1]);
  return sum(found.map((kilobytes) => Number(kilobytes ?? 0) / 1024));
}

/** Processor time of all sessions of a database, and of the workers that served them. */
export async function databaseAccount(client: pg.Client, name: string): Promise<() => number> {
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid, current_database() AS name');
  const pid = Number(rows[0]?.pid);
  const isHere = new RegExp(`^postgres: .* ${rows[0]?.name} `).test(read(`${pid}/cmdline`));
  const server = isHere ? processes().find((one) => one.pid === pid)?.parent : undefined;
  if (server === undefined) return () => Number.NaN;

  return () => {
    const all = processes();
    const sessions = all.filter((one) => one.parent === server && read(`${one.pid}/cmdline`).includes(` ${name} `));
    // What has ended since is in the server's own account.
    return sum(sessions.map(({ cpuMs }) => cpuMs)) + (all.find((one) => one.pid === server)?.endedMs ?? 0);
  };
}

function tree(root: number): Process[] {
  const all = processes();
  const found = all.filter(({ pid }) => pid === root);
  for (const one of found) found.push(...all.filter(({ parent }) => parent === one.pid));
  return found;
}

function processes(): Process[] {
  return names().flatMap((name) => {
    const stat = read(`${name}/stat`);
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const time = (index: number) => Number(fields[index]) * TICK_MS;
    if (fields.length < 15) return [];
    return [{ pid: Number(name), parent: Number(fields[1]), cpuMs: time(11) + time(12), endedMs: time(13) + time(14) }];
  });
}

function names(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** Empty when the process has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(`/proc/${file}`, 'latin1');
  } catch {
    return '';
  }
}

/** The sum of nothing is unknown here. */
function sum(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : values.reduce((total, value) => total + value, 0);
}
