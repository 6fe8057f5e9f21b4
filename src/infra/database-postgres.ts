import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { Driver, MigrationConnection } from './database-driver.js';
import { growBehindWaits } from './database-pool-growth.js';
import { statementMaker, transactionStarter } from './database-postgres-transaction.js';
import { runOn } from './database-query.js';
import { COSTS, TIMES } from './database-session.js';
import { watchSlowStatements } from './database-slow.js';
import { createStatementNamer } from './database-statements.js';
import type { Log } from './log.js';

const CONNECT_TIMEOUT_MS = 5000;
/** A new connection has to plan its first statements anew, so few are given up between bursts. */
const IDLE_TIMEOUT_MS = 60_000;
const STATEMENT_TIMEOUT_MS = 20_000;
/** Longer than the server's own limit, so that it only ends the wait for a server that fell silent. */
const ANSWER_TIMEOUT_MS = 25_000;

/** Any number that nobody else locks. Prisma's own lock has another one, since its engine takes it inside of ours. */
const LOCK_KEY = 4_020_260;

const LIMITS = `SET statement_timeout = ${STATEMENT_TIMEOUT_MS};
  SET idle_in_transaction_session_timeout = ${STATEMENT_TIMEOUT_MS}`;

/** PostgreSQL over the network. Connects when first used. */
export function openPostgres(url: string, poolSize: number, log: Log): Driver {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    keepAlive: true,
    // BEGIN travels with the first statement.
    pipeline: true,
    onConnect: async (client) => {
      // Whoever has the connection learns of its end by the statement that fails; without a listener the process would end.
      client.on('error', () => undefined);
      await client.query(`${TIMES}; ${LIMITS}; ${COSTS}`);
      watchSlowStatements(client, log);
    },
  });
  const onLost = (error: Error) => log.warn({ reason: error.message }, 'a connection to the database was lost');
  // Prisma's adapter listens too, but only once Prisma is asked for something.
  pool.on('error', onLost);
  growBehindWaits(pool, ({ message }) => log.warn({ reason: message }, 'no further connection to the database'));
  const statement = statementMaker();
  const begin = transactionStarter(pool, statement, onLost);
  const factory = new PrismaPg(pool, {
    statementNameGenerator: createStatementNamer('p'),
    onConnectionError: onLost,
  });
  return {
    kind: 'postgres',
    factory,
    run: (text, values) => runOn(pool, statement(text, values)),
    begin,
    connections: () => ({ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    exclusively: (work) => exclusively(url, work),
    close: () => pool.end(),
  };
}

/** Without limits of time. Prisma's engine leaves a lock behind in its session, which must therefore end as well. */
async function exclusively<Result>(
  url: string,
  work: (connection: MigrationConnection) => Promise<Result>,
): Promise<Result> {
  const limits = { connectionString: url, max: 1, connectionTimeoutMillis: CONNECT_TIMEOUT_MS };
  // The pool would give up an idle connection after ten seconds, and with it the lock.
  const locks = new pg.Pool({ ...limits, idleTimeoutMillis: 0, keepAlive: true });
  locks.on('error', () => undefined);
  const pool = new pg.Pool({ ...limits, onConnect: (client) => client.query(TIMES).then(() => undefined) });
  try {
    await locks.query('SELECT pg_advisory_lock($1)', [LOCK_KEY]);
    return await work({
      factory: new PrismaPg(pool),
      runScript: async (script) => void (await pool.query(script)),
    });
  } finally {
    await Promise.all([locks.end(), pool.end()]);
  }
}
