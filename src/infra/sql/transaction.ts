import type { PrismaClient } from '../../generated/prisma/client.js';
import type { Driver, OpenTransaction, Run } from '../database-driver.js';
import { isAftermath } from '../database-errors.js';
import { failAsPrisma, overError } from './errors.js';

/** Longer than this no work may hold a transaction open. */
const DURATION_MAX_MS = 15_000;

/** Uses Prisma's part of a transaction. */
export type UsePrisma = (use: (tx: object) => unknown) => Promise<unknown>;

interface Parts {
  readonly client: () => PrismaClient;
  readonly begin: Driver['begin'];
  /** The client that the work gets. */
  readonly inside: (run: Run, usePrisma: UsePrisma) => object;
}

/**
 * Runs the work in a transaction, in which Prisma takes part from when it is first needed. What the work asked for without
 * waiting for the answer is part of it too, and travels with the commit: if that fails, nothing was written.
 */
export async function runTransaction<Result>(
  { client, begin, inside }: Parts,
  work: (tx: object) => Promise<Result>,
): Promise<Result> {
  const open = await begin();
  const statements = watched(open);
  const prisma = prismaPart(client, open);
  let result: Result;
  try {
    result = await work(inside(statements.run, prisma.use));
    await prisma.leave();
    statements.close();
  } catch (error) {
    statements.close();
    await prisma.leave().catch(() => undefined);
    await open.finish('ROLLBACK').catch(() => undefined);
    if (isAftermath(error)) failAsPrisma(statements.failure() ?? error);
    throw error;
  }
  const [committed] = await Promise.allSettled([open.finish('COMMIT'), ...statements.underWay]);
  const failure = statements.failure();
  if (failure) failAsPrisma(failure);
  if (committed.status === 'rejected') throw committed.reason;
  return result;
}

/** Refuses what comes too late: the connection is somebody else's by then. */
function watched(open: OpenTransaction) {
  const endMs = performance.now() + DURATION_MAX_MS;
  const underWay = new Set<Promise<unknown>>();
  let isOver = false;
  let failure: Error | null = null;
  const run: Run = async (text, values) => {
    if (isOver || performance.now() > endMs) throw overError('The transaction is over.');
    const answer = open.run(text, values);
    underWay.add(answer);
    try {
      return await answer;
    } catch (error) {
      if (error instanceof Error) failure ??= error;
      throw error;
    } finally {
      underWay.delete(answer);
    }
  };
  return {
    run,
    /** Statements that are not answered yet. */
    underWay,
    /** The first one that failed; after it, everything does. */
    failure: () => failure,
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
  const underWay = new Set<Promise<unknown>>();
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
  const use: UsePrisma = (call) => {
    joined ??= start();
    const answer = joined.then(call);
    underWay.add(answer);
    const leave = () => void underWay.delete(answer);
    answer.then(leave, leave);
    return answer;
  };
  return {
    use,
    async leave() {
      try {
        await Promise.all(underWay);
      } finally {
        end();
        await ended;
      }
    },
  };
}
