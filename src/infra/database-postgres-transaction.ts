import { AsyncLocalStorage } from 'node:async_hooks';
import type pg from 'pg';
import type { Answer, Driver } from './database-driver.js';
import { isAftermath } from './database-errors.js';
import { AskedStatement, type NamedStatement, runGroupOn } from './database-query.js';
import { createStatementNamer } from './database-statements.js';

/** Makes statements for the driver, those that come back often with a name. */
export function statementMaker(): (text: string, values: readonly unknown[]) => NamedStatement {
  const nameOf = createStatementNamer('r');
  return (text, values) => ({ text, values, name: nameOf({ sql: text }) });
}

/** How transactions on connections of the pool begin. From now on Prisma's can be parts of them. */
export function transactionStarter(
  pool: pg.Pool,
  statement: ReturnType<typeof statementMaker>,
  onLost: (error: Error) => void,
): Driver['begin'] {
  const lent = new AsyncLocalStorage<Lent>();
  const connect = pool.connect.bind(pool);
  // The pool itself connects with callbacks, Prisma's adapter with promises.
  const connectOrBorrow = (callback?: Parameters<typeof connect>[0]) => {
    if (callback) return connect(callback);
    const own = lent.getStore();
    return own ? Promise.resolve(borrowed(own)) : connect();
  };
  pool.connect = connectOrBorrow as typeof connect;

  return async () => {
    const client = await connect();
    client.on('error', onLost);
    const release = (error?: Error) => {
      client.removeListener('error', onLost);
      client.release(error);
    };
    const { ask, send } = sendingTogether(client);
    const frame = (text: string) => ask({ text, values: [], name: '' });
    // If this fails so does what follows.
    frame('BEGIN').catch(() => undefined);
    return {
      run: (text, values) => ask(statement(text, values)),
      lend: (work) => lent.run({ client, send }, work),
      finish: (outcome) => finish(outcome, frame, release),
    };
  };
}

async function finish(
  outcome: 'COMMIT' | 'ROLLBACK',
  frame: (text: string) => Promise<unknown>,
  release: (error?: Error) => void,
): Promise<void> {
  try {
    await frame(outcome);
  } catch (error) {
    // A commit behind a statement that failed is passed over.
    if (isAftermath(error)) await frame('ROLLBACK').then(() => release(), release);
    else release(error as Error);
    throw error;
  }
  release();
}

/** Has what one turn of the event loop asks travel together: every packet costs as much as a statement does. */
function sendingTogether(client: pg.PoolClient) {
  let waiting: AskedStatement[] = [];
  const send = () => {
    const asked = waiting;
    waiting = [];
    if (asked.length > 0) runGroupOn(client, asked);
  };
  const ask = (statement: NamedStatement) =>
    new Promise<Answer>((resolve, reject) => {
      if (waiting.push(new AskedStatement(statement, resolve, reject)) === 1) process.nextTick(send);
    });
  return { ask, send };
}

const FRAME = new Set(['BEGIN', 'COMMIT', 'ROLLBACK']);

interface Lent {
  readonly client: pg.PoolClient;
  /** Sends what was asked before. */
  send(): void;
}

/** A connection for the part that Prisma has in a transaction, whose beginning and end are not Prisma's business. */
function borrowed({ client, send }: Lent) {
  return {
    query: async (config: pg.QueryConfig) => {
      if (FRAME.has(config.text)) return { rows: [], fields: [], rowCount: 0 };
      send();
      return client.query(config);
    },
    on: () => undefined,
    removeListener: () => undefined,
    release: () => undefined,
  };
}
