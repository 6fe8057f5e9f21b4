import { AsyncLocalStorage } from 'node:async_hooks';
import type { Socket } from 'node:net';
import type pg from 'pg';
import type { Driver } from './database-driver.js';
import { type NamedStatement, runOn } from './database-query.js';
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
  const lent = new AsyncLocalStorage<pg.PoolClient>();
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
    const together = sendingTogether(client);
    const frame = (text: string) => together(() => runOn(client, { text, values: [], name: '' }));
    // If this fails so does what follows.
    frame('BEGIN').catch(() => undefined);
    return {
      run: (text, values) => together(() => runOn(client, statement(text, values))),
      lend: (work) => lent.run(client, work),
      finish: (outcome) => frame(outcome).then(() => release(), failing(release)),
    };
  };
}

/** Has what one turn of the event loop asks travel in one packet: every one of them costs as much as a statement does. */
function sendingTogether(client: pg.PoolClient) {
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Socket } }).connection;
  let isWaiting = false;
  const send = () => {
    isWaiting = false;
    stream.uncork();
  };
  return <Result>(ask: () => Result): Result => {
    if (!isWaiting) {
      isWaiting = true;
      stream.cork();
      process.nextTick(send);
    }
    return ask();
  };
}

function failing(release: (error: Error) => void): (error: Error) => never {
  return (error) => {
    release(error);
    throw error;
  };
}

const FRAME = new Set(['BEGIN', 'COMMIT', 'ROLLBACK']);

/** A connection for the part that Prisma has in a transaction, whose beginning and end are not Prisma's business. */
function borrowed(client: pg.PoolClient) {
  return {
    query: async (config: pg.QueryConfig) =>
      FRAME.has(config.text) ? { rows: [], fields: [], rowCount: 0 } : client.query(config),
    on: () => undefined,
    removeListener: () => undefined,
    release: () => undefined,
  };
}
