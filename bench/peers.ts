import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { type Contender, contenderShape } from './contender.js';

/** A folder with other servers to compare with: `contenders.mjs` describes them, `seed.sql` fills their database. */
export interface Peers {
  readonly seed: string;
  contenders(databaseUrl: string): Record<string, Contender>;
}

/** Reads a folder of peers. Their packages must be installed. */
export async function readPeers(path: string): Promise<Peers> {
  const folder = resolve(path);
  if (!existsSync(join(folder, 'contenders.mjs')))
    throw new Error(`BENCH_PEERS: there is no ${folder}/contenders.mjs.`);
  if (!existsSync(join(folder, 'peers/node_modules'))) {
    throw new Error(
      `BENCH_PEERS: ${folder}/peers is not installed. Install it as its README says; copy the folder first if it cannot be written to.`,
    );
  }
  const module: { default: unknown } = await import(pathToFileURL(join(folder, 'contenders.mjs')).href);
  const described = z.record(z.string(), contenderShape).parse(module.default);
  const seed = await readFile(join(folder, 'seed.sql'), 'utf8');
  const contenders = (DATABASE_URL: string) =>
    Object.fromEntries(
      Object.entries(described).map(([name, { env, ...contender }]) => [
        // They bring a limit of their own, on their own tables.
        name === 'limit' ? 'peers-limit' : name,
        { ...contender, cwd: folder, env: { ...env, DATABASE_URL } },
      ]),
    );
  return { seed, contenders };
}
