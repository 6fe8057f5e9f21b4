import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import type { Driver } from './database-driver.js';
import { lockFolder } from './folder-lock.js';

/** The embedded database in the folder. Refuses to share it with another process. */
export async function openPglite(dataDir: string): Promise<Driver> {
  await mkdir(dataDir, { recursive: true });
  const unlock = await lockFolder(dataDir);
  try {
    const driver = pgliteDriver(await PGlite.create(join(dataDir, 'database')));
    return { ...driver, close: () => driver.close().finally(unlock) };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** The driver of an embedded database that is already open. */
export function pgliteDriver(pglite: PGlite): Driver {
  const factory = new PrismaPGlite(pglite);
  const runScript = async (script: string) => void (await pglite.exec(script));
  return {
    kind: 'pglite',
    factory,
    readText: async (text, values) => {
      const { rows } = await pglite.query<[string | null]>(text, [...values], { rowMode: 'array' });
      return rows[0]?.[0] ?? null;
    },
    connections: () => null,
    exclusively: (work) => work({ factory, runScript }),
    close: () => pglite.close(),
  };
}
