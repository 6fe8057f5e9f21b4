import { fileURLToPath } from 'node:url';
import type { Contender } from './contender.js';
import type { BenchDatabase } from './databases.js';
import { workloadsFor } from './workloads.js';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** As `npm start` runs it. */
const PRODUCTION = ['node', 'dist/main.js'];

/** The desk as users run it, with authentication, visibility, masking and logging. Only the limits are off. */
export function deskContender({ url, tickets }: BenchDatabase, dataDir: string, command = PRODUCTION): Contender {
  return {
    command,
    cwd: ROOT,
    env: {
      NODE_ENV: 'production',
      DATABASE_URL: url,
      DATA_DIR: dataDir,
      LIMIT_PER_MINUTE: '0',
      LIMIT_SEARCH_PER_MINUTE: '0',
    },
    ready: 'Health ',
    token: 'bench-token-1',
    headers: {},
    workloads: workloadsFor(tickets),
  };
}

/** Hand-written SQL behind bare `node:http`: what the same answers cost at least. */
export function limitContender({ url, tickets }: BenchDatabase): Contender {
  return {
    command: ['node', 'bench/limit-server.mjs'],
    cwd: ROOT,
    env: { NODE_ENV: 'production', DATABASE_URL: url },
    ready: 'ready',
    token: 'bench-token-1',
    headers: {},
    workloads: workloadsFor(tickets),
  };
}
