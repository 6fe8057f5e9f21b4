import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite, type Transaction } from '@electric-sql/pglite';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import type { Driver, OpenTransaction, Run } from './database-driver.js';
import { COSTS, TIMES } from './database-session.js';
import { PARSERS } from './database-values.js';
import { lockFolder } from './folder-lock.js';

/** The embedded database in the folder. Refuses to share it with another process. */
export async function openPglite(dataDir: string): Promise<Driver> {
  await mkdir(dataDir, { recursive: true });
  const unlock = await lockFolder(dataDir);
  try {
    const pglite = await PGlite.create(join(dataDir, 'database'));
    await pglite.exec(`${TIMES}; ${COSTS}`);
    const driver = pgliteDriver(pglite);
    return { ...driver, close: () => driver.close().finally(unlock) };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** The driver of an embedded database that is already open. */
export function pgliteDriver(pglite: PGlite): Driver {
  const begin = transactionStarter(pglite);
  const factory = new PrismaPGlite(pglite);
  const runScript = async (script: string) => void (await pglite.exec(script));
  return {
    kind: 'pglite',
    factory,
    run: runnerOn(pglite),
    begin,
    connections: () => null,
    exclusively: (work) => work({ factory, runScript }),
    close: () => pglite.close(),
  };
}

function runnerOn(connection: Pick<Transaction, 'query'>): Run {
  return async (text, values) => {
    const options = { rowMode: 'array' as const, parsers: PARSERS };
    const { rows, fields, affectedRows } = await connection.query<unknown[]>(text, [...values], options);
    return { rows, fields, count: affectedRows ?? rows.length };
  };
}

function transactionStarter(pglite: PGlite): Driver['begin'] {
  const lent = new AsyncLocalStorage<Transaction>();
  const transaction: PGlite['transaction'] = pglite.transaction.bind(pglite);
  pglite.transaction = async (work) => {
    const own = lent.getStore();
    // Not at once, which the adapter does not expect.
    await undefined;
    return own ? work(own) : transaction(work);
  };

  const opened = (tx: Transaction, end: () => void, ended: Promise<void>): OpenTransaction => ({
    run: runnerOn(tx),
    lend: (work) => lent.run(tx, work),
    async finish(outcome) {
      if (outcome === 'ROLLBACK') await tx.rollback();
      end();
      await ended;
    },
  });
  return () =>
    new Promise((resolve, reject) => {
      const ended: Promise<void> = transaction((tx) => new Promise((end) => resolve(opened(tx, end, ended))));
      ended.catch(reject);
    });
}
