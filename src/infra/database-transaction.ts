import { setTimeout as sleep } from 'node:timers/promises';
import type { Prisma, PrismaClient } from '../generated/prisma/client.js';
import { isTransient } from './database-errors.js';

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 10;

/**
 * Runs the work in one transaction at the database's default isolation. What only failed because of other transactions
 * (deadlock, serialization) is tried again a few times after a growing random pause, so the work may run more than once.
 */
export async function runInTransaction<Result>(
  db: PrismaClient,
  work: (tx: Prisma.TransactionClient) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.$transaction(work);
    } catch (error) {
      if (attempt === ATTEMPTS || !isTransient(error)) throw error;
      await sleep(FIRST_PAUSE_MS * 2 ** attempt * Math.random());
    }
  }
}
