import { Readable } from 'node:stream';
import type { Context } from '../core/context.js';
import { demand, notFound } from '../core/errors.js';
import { getAttachment } from '../domain/attachment/attachment-service.js';
import { contentDisposition, isUnchanged, rangeOf } from './file-headers.js';

/** Sends a file, or a part of it, as a download (rest.md § 3.8.12). */
export async function sendFile(request: Request, ctx: Context, id: number): Promise<Response> {
  const file = await getAttachment(ctx, id);
  const etag = `"${file.sha256}"`;
  const headers = {
    etag,
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
    'x-content-type-options': 'nosniff',
  };
  if (isUnchanged(request.headers, etag)) return new Response(null, { status: 304, headers });

  const range = rangeOf(request.headers, etag, file.size);
  if (range === 'none') {
    return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${file.size}` } });
  }
  const content = {
    ...headers,
    'content-type': file.contentType,
    'content-disposition': contentDisposition(file, false),
    'content-length': String(range ? range.last - range.first + 1 : file.size),
    ...(range && { 'content-range': `bytes ${range.first}-${range.last}/${file.size}` }),
  };
  const status = range ? 206 : 200;
  if (request.method === 'HEAD') return new Response(null, { status, headers: content });

  const stream = await ctx.storage.open(file.storageKey, range ?? undefined);
  demand(stream, notFound('File'));
  // Node's type of a web stream and that of the platform are the same thing under two names.
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>, { status, headers: content });
}
