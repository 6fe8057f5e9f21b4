import { Readable } from 'node:stream';
import { AppError, demand, invalid, tooLarge } from '../core/errors.js';
import type { NewFile } from '../domain/file/file-service.js';
import { type Source, sourceOf } from './given.js';
import { type FileSink, readMultipart } from './multipart.js';
import type { RequestHeaders } from './request-headers.js';

export interface BodyLimits {
  /** JSON, forms and the text fields of multipart bodies. */
  readonly bodyBytesMax: number;
  /** All files of a multipart body together. */
  readonly uploadBytesMax: number;
}

/** The body of a request as bytes. A Node request is the better source: it also has the body of a GET. */
export type BodyStream = AsyncIterable<Uint8Array>;

export interface BodyInput extends BodyLimits {
  readonly headers: RequestHeaders;
  readonly stream: BodyStream | null;
  /** Takes the files of a multipart body; without it they are passed over. */
  readonly onFile?: FileSink | undefined;
}

export interface Body {
  readonly fields: Source;
  readonly files: readonly NewFile[];
  /** The media type when it is none that is understood; such a body is ignored. */
  readonly ignoredType?: string;
}

const NO_BODY: Body = { fields: new Map(), files: [] };

/** Reads a body of any form. Content-Type is believed only when there is content (rest.md § 1.3). */
export async function readBody(input: BodyInput): Promise<Body> {
  const { headers, stream } = input;
  const length = headers.get('content-length');
  if (!stream || length === '0' || (length === null && headers.get('transfer-encoding') === null)) return NO_BODY;

  const type = mediaType(headers);
  const isMultipart = type === 'multipart/form-data';
  const bytesMax = isMultipart ? input.uploadBytesMax + input.bodyBytesMax : input.bodyBytesMax;
  demand(Number(length ?? 0) <= bytesMax, bodyTooLarge(bytesMax));

  const chunks = limited(stream, bytesMax);
  if (isMultipart) {
    const contentType = headers.get('content-type') ?? '';
    return readMultipart(chunks, { contentType, fieldBytesMax: input.bodyBytesMax, onFile: input.onFile });
  }
  return readText(type, await collect(chunks));
}

function mediaType(headers: RequestHeaders): string {
  const [type = ''] = (headers.get('content-type') ?? '').split(';');
  return type.trim().toLowerCase();
}

function readText(type: string, bytes: Uint8Array): Body {
  const text = new TextDecoder().decode(bytes);
  if (text.trim() === '') return NO_BODY;
  if (type === 'application/json' || type === 'text/json' || type.endsWith('+json')) {
    return { fields: readJson(text), files: [] };
  }
  if (type === 'application/x-www-form-urlencoded') return { fields: sourceOf(new URLSearchParams(text)), files: [] };
  return { ...NO_BODY, ignoredType: type };
}

function readJson(text: string): Source {
  const value = parseJson(text);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  demand(isObject, invalid([], 'The body must be a JSON object.'));
  return sourceOf(
    Object.entries(value).flatMap(([name, entry]) =>
      Array.isArray(entry) ? entry.map((item) => [name, item] as const) : [[name, entry] as const],
    ),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid([], 'The body is not well-formed JSON.');
  }
}

async function collect(chunks: BodyStream): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  try {
    for await (const chunk of chunks) parts.push(chunk);
  } catch (error) {
    // Whatever else breaks here is the connection of the client.
    throw error instanceof AppError ? error : invalid([], 'The body ended before it was complete.');
  }
  return Buffer.concat(parts);
}

/** Stops reading at the limit, but leaves the connection open so that the client can be told. */
async function* limited(stream: BodyStream, bytesMax: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of opened(stream)) {
    bytes += chunk.byteLength;
    demand(bytes <= bytesMax, bodyTooLarge(bytesMax));
    yield chunk;
  }
}

function opened(stream: BodyStream): BodyStream {
  return stream instanceof Readable ? stream.iterator({ destroyOnReturn: false }) : stream;
}

function bodyTooLarge(bytesMax: number) {
  return tooLarge(`The body must have ${bytesMax} bytes at most.`);
}
