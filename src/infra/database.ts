import { PrismaClient } from '../generated/prisma/client.js';
import type { Driver } from './database-driver.js';
import { openPostgres } from './database-postgres.js';
import type { Log } from './log.js';
import { withFastStatements } from './sql/client.js';

/** Interactive transactions: how long one may wait for its turn, and how long it may take. Prisma's own 2 s and 5 s are too short. */
const TRANSACTION_LIMITS = { maxWait: 10_000, timeout: 15_000 };

/** The open database of one process. */
export interface Database {
  readonly kind: Driver['kind'];
  readonly db: PrismaClient;
  readonly driver: Driver;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

interface DatabaseConfig {
  readonly databaseUrl: string | null;
  readonly databasePool: number;
  readonly dataDir: string;
}

/** Opens PostgreSQL when there is a `DATABASE_URL`, else the embedded database in `DATA_DIR`. */
export async function openDatabase(config: DatabaseConfig, log: Log): Promise<Database> {
  if (config.databaseUrl !== null) return databaseOn(openPostgres(config.databaseUrl, config.databasePool, log));
  // A whole PostgreSQL, which need not be loaded where there is another.
  const { openPglite } = await import('./database-pglite.js');
  return databaseOn(await openPglite(config.dataDir));
}

/** Prisma on an open driver, everyday statements done the short way. Other relations are loaded with SQL joins: `relationJoins` is on, which makes `join` the default. */
export function databaseOn(driver: Driver): Database {
  let client: PrismaClient | undefined;
  const open = () => {
    client = new PrismaClient({
      adapter: driver.factory,
      transactionOptions: TRANSACTION_LIMITS,
      errorFormat: 'minimal',
    });
    return client;
  };
  const db = withFastStatements(open, driver);
  const close = async () => {
    await client?.$disconnect();
  };
  return {
    kind: driver.kind,
    db,
    driver,
    ping: async () => void (await db.$queryRaw`SELECT 1`),
    close: () => close().finally(() => driver.close()),
  };
}
