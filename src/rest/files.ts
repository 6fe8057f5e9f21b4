import { addAbortListener } from 'node:events';
import { finished, Readable } from 'node:stream';
import type { Context } from '../core/context.js';
import { demand, notFound } from '../core/errors.js';
import type { ByteRange } from '../core/storage.js';
import { getAttachment } from '../domain/attachment/attachment-service.js';
import type { Attachment } from '../generated/prisma/client.js';
import { type Problem, problemReply } from './errors.js';
import { contentDisposition, isUnchanged, rangeOf } from './file-headers.js';
import { type Reply, respond } from './reply.js';
import type { RestRequest } from './request.js';

/** The address that bodies of tickets use for their pictures (rest.md § 1.7). */
const PAGE_LINK = /\/file\/+get(?:[/?]|$)/i;

interface Download {
  readonly id: number;
  /** Told when the storage fails in the middle of the answer, which then cannot be completed. */
  onBreak(error: unknown): void;
}

/** Sends a file the caller can see, or the part that is asked for (rest.md § 3.8.12). Rights are checked every time. */
export async function sendFile(request: RestRequest, ctx: Context, { id, onBreak }: Download): Promise<Reply> {
  const file = await getAttachment(ctx, id);
  const etag = `"${file.sha256}"`;
  const common = {
    'content-type': file.contentType,
    'content-disposition': contentDisposition(file, PAGE_LINK.test(request.url)),
    'accept-ranges': 'bytes',
    etag,
    'cache-control': 'private, no-cache',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
  };
  if (isUnchanged(request.headers, etag)) return respond(null, { status: 304, headers: common });

  const range = rangeOf(request.headers, etag, file.size);
  if (range === 'none') return problemReply(outside(etag, file.size), request.headers.get('accept'), ctx.requestId);
  const { first, last } = range ?? { first: 0, last: file.size - 1 };
  const headers = {
    ...common,
    'content-length': String(last - first + 1),
    ...(range && { 'content-range': `bytes ${first}-${last}/${file.size}` }),
  };

  const status = range ? 206 : 200;
  if (request.method === 'HEAD') return respond(null, { status, headers });
  const stream = await openFile(ctx, file, range);
  stream.once('error', onBreak);
  if (request.signal) closeWith(request.signal, stream);
  return respond(toWeb(stream), { status, headers });
}

function outside(etag: string, size: number): Problem {
  const headers = { 'accept-ranges': 'bytes', 'content-range': `bytes */${size}`, etag };
  return { status: 416, code: 'RANGE_NOT_SATISFIABLE', detail: 'The file has no such part.', headers };
}

async function openFile(ctx: Context, file: Attachment, range: ByteRange | null): Promise<Readable> {
  const stream = await ctx.storage.open(file.storageKey, range ?? undefined);
  if (stream) return stream;
  // Somebody may have deleted it in between; a row without bytes is a bug.
  demand((await ctx.db.attachment.count({ where: { id: file.id } })) > 0, notFound('File'));
  throw new Error(`The bytes of file ${file.id} are missing in the storage.`);
}

function toWeb(stream: Readable): ReadableStream<Uint8Array> {
  // Without a strategy of its own the web stream reads thousands of chunks ahead of a slow client.
  const strategy = new CountQueuingStrategy({ highWaterMark: 1 });
  // Node's type of a web stream and that of the platform are the same thing under two names.
  return Readable.toWeb(stream, { strategy }) as ReadableStream<Uint8Array>;
}

/** The server does not cancel what it sends to a client that has gone; the file would stay open. */
function closeWith(signal: AbortSignal, stream: Readable): void {
  const listener = addAbortListener(signal, () => stream.destroy());
  finished(stream, () => listener[Symbol.dispose]());
}
