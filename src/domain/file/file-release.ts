import type { Context, Db } from '../../core/context.js';
import { type Storage, UNUSED_KEPT_MS } from '../../core/storage.js';
import type { Prisma } from '../../generated/prisma/client.js';

/** What looking after files needs; no caller has to do with it. */
export interface FileKeeper {
  readonly db: Db;
  readonly storage: Storage;
}

export interface Swept {
  /** Complete files that no row points at. */
  readonly unused: number;
  /** Remains of uploads that never ended. */
  readonly unfinished: number;
}

const BATCH = 500;

/** Lets the bytes of these files go once the transaction has committed. Call it before their rows are deleted. */
export async function releaseFiles(tx: Context, where: Prisma.AttachmentWhereInput): Promise<void> {
  const files = await tx.db.attachment.findMany({ where, select: { storageKey: true } });
  if (files.length === 0) return;
  tx.publish({ name: 'files.released', storageKeys: files.map(({ storageKey }) => storageKey) });
}

/** Removes the bytes under the keys unless a row points at them; answers how many. */
export async function removeUnused({ db, storage }: FileKeeper, storageKeys: readonly string[]): Promise<number> {
  const rows = await db.attachment.findMany({
    where: { storageKey: { in: [...storageKeys] } },
    select: { storageKey: true },
  });
  const used = new Set(rows.map(({ storageKey }) => storageKey));
  const unused = storageKeys.filter((key) => !used.has(key));
  for (const key of unused) await storage.remove(key);
  return unused.length;
}

/**
 * Removes what crashes and lost requests have left in the storage. Safe beside live uploads, and several processes may
 * sweep at once: a row is only ever written for bytes younger than half the age at which they are removed.
 */
export async function sweepFiles(keeper: FileKeeper, now: Date): Promise<Swept> {
  const before = new Date(now.getTime() - UNUSED_KEPT_MS);
  let unused = 0;
  let batch: string[] = [];
  for await (const { storageKey, storedAt } of keeper.storage.list()) {
    if (storedAt < before) batch.push(storageKey);
    if (batch.length < BATCH) continue;
    unused += await removeUnused(keeper, batch);
    batch = [];
  }
  unused += await removeUnused(keeper, batch);
  return { unused, unfinished: await keeper.storage.removeUnfinished(before) };
}
