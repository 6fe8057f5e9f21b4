import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const POSTGRES_FOLDER = '/usr/lib/postgresql';

/** Finds a program and installs its package where that is possible. Tests are never skipped for want of one. */
export function findProgram(program: string, packageName: string): string {
  const found = lookFor(program);
  if (found !== null) return found;

  if (process.getuid?.() === 0 && lookFor('apt-get') !== null) {
    console.log(`Installing ${packageName}, which the tests need.`);
    const apt = (...args: string[]) =>
      execFileSync('apt-get', args, {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
    apt('update', '-qq');
    apt('install', '-y', '-qq', '--no-install-recommends', packageName);
  }
  const installed = lookFor(program);
  if (installed !== null) return installed;
  throw new Error(`The tests need ${program}, which is not on this machine. Install the package ${packageName}.`);
}

function lookFor(program: string): string | null {
  const versions = existsSync(POSTGRES_FOLDER) ? readdirSync(POSTGRES_FOLDER, { withFileTypes: true }) : [];
  const newestFirst = versions.map(({ name }) => name).sort((a, b) => Number(b) - Number(a));
  const folders = [
    ...newestFirst.map((version) => `${POSTGRES_FOLDER}/${version}/bin`),
    ...(process.env.PATH ?? '').split(':'),
  ];
  const folder = folders.find((candidate) => existsSync(join(candidate, program)));
  return folder === undefined ? null : join(folder, program);
}
