import type { PrismaClient } from '../../generated/prisma/client.js';
import type { Driver, OpenTransaction, Run } from '../database-driver.js';
import { overError } from './errors.js';

/** Longer than this no work may hold a transaction open. */
const DURATION_MAX_MS = 15_000;

interface Parts {
  readonly client: () => PrismaClient;
  readonly begin: Driver['begin'];
  /** The client that the work gets. */
  readonly inside: (run: Run, prisma: () => Promise<object>) => object;
}

/** Runs the work in a transaction, in which Prisma takes part from when it is first needed. */
export async function runTransaction<Result>(
  { client, begin, inside }: Parts,
  work: (tx: object) => Promise<Result>,
): Promise<Result> {
  const open = await begin();
  const { run, close } = limited(open);
  const prisma = prismaPart(client, open);
  const leave = async () => {
    close();
    await prisma.leave();
  };
  let result: Result;
  try {
    result = await work(inside(run, prisma.join));
    await leave();
  } catch (error) {
    await leave().catch(() => undefined);
    await open.finish('ROLLBACK').catch(() => undefined);
    throw error;
  }
  await open.finish('COMMIT');
  return result;
}

/** Refuses what comes too late: the connection is somebody else's by then. */
function limited(open: OpenTransaction): { run: Run; close(): void } {
  const endMs = performance.now() + DURATION_MAX_MS;
  let isOver = false;
  return {
    async run(text, values) {
      if (isOver || performance.now() > endMs) throw overError('The transaction is over.');
      return open.run(text, values);
    },
    close() {
      isOver = true;
    },
  };
}

/** A transaction of Prisma inside the open one. */
function prismaPart(client: () => PrismaClient, open: OpenTransaction) {
  let joined: Promise<object> | null = null;
  let ended: Promise<unknown> = Promise.resolve();
  let end = () => {};
  const work = new Promise<void>((resolve) => {
    end = resolve;
  });
  const start = () =>
    new Promise<object>((resolve, reject) => {
      ended = open.lend(() =>
        client().$transaction((tx) => {
          resolve(tx);
          return work;
        }),
      );
      ended.catch(reject);
    });
  return {
    join: () => {
      joined ??= start();
      return joined;
    },
    leave: () => {
      end();
      return ended;
    },
  };
}
