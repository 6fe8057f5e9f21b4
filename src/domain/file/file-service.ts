import type { Context } from '../../core/context.js';
import { conflict, demand, invalid } from '../../core/errors.js';
import { signedIn } from '../../core/principal.js';
import { type StoredBytes, USABLE_MS } from '../../core/storage.js';
import type { Attachment } from '../../generated/prisma/client.js';
import { FILES_MAX, safeFileName, tooManyFiles } from './file-rules.js';

/** A file on its way in. */
export interface FileSource {
  /** As the client calls it. */
  readonly fileName: string;
  readonly contentType?: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** A file whose bytes are stored, and that becomes an attachment as soon as an action writes its row. */
export interface NewFile extends StoredBytes {
  readonly fileName: string;
}

/** The record that files belong to; a comment's files belong to its ticket as well. */
export type FileOwner =
  | { readonly ticketId: number; readonly commentId?: number; readonly isInternal?: boolean }
  | { readonly articleId: number }
  | { readonly assetId: number };

/** Files of which a row was written, perhaps in a transaction that failed: the sweeper knows better than we do. */
const written = new WeakSet<NewFile>();

/** Stores what comes in, before any transaction: an upload takes minutes. An empty file is a mistake. */
export async function storeFile(ctx: Context, { fileName, contentType, bytes }: FileSource): Promise<NewFile> {
  signedIn(ctx);
  const name = safeFileName(fileName);
  const stored = await ctx.storage.put(bytes, {
    bytesMax: ctx.settings.uploadBytesMax,
    declaredType: contentType,
  });
  if (stored.size > 0) return { ...stored, fileName: name };
  await ctx.storage.remove(stored.storageKey);
  throw invalid('files', `The file ${name} is empty.`);
}

/** Removes the bytes of files that no action took, once the request is over. */
export async function discardFiles(ctx: Context, files: Iterable<NewFile>): Promise<void> {
  for (const file of files) {
    if (!written.has(file)) await ctx.storage.remove(file.storageKey);
  }
}

/** Writes the rows of stored files, in the order given. Call it in the transaction that locks or makes their owner. */
export async function writeFiles(tx: Context, owner: FileOwner, files: readonly NewFile[]): Promise<Attachment[]> {
  demand(files.length <= FILES_MAX, tooManyFiles('files'));
  const now = tx.now();
  const rows: Attachment[] = [];
  for (const file of files) {
    // Only young bytes are safe from the sweeper, which goes by the clock of the storage.
    const isUsable = Date.now() - file.storedAt.getTime() < USABLE_MS;
    demand(isUsable, conflict('The upload took too long. Send the files again.'));
    written.add(file);
    const { fileName, contentType, size, sha256, storageKey } = file;
    const bytes = { fileName, contentType, size, sha256, storageKey };
    const data = { ...bytes, ...owner, createdAt: now, uploadedById: signedIn(tx).id };
    rows.push(await tx.db.attachment.create({ data }));
  }
  return rows;
}
