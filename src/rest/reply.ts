import { createHash } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { isoTime } from '../core/iso-time.js';
import { isUnchanged } from './file-headers.js';
import type { RequestHeaders } from './request-headers.js';

/** ISO 8601 in UTC with the fraction trimmed of zeros: `2026-07-15T06:56:05.63Z` (rest.md § 1.5). */
export function wireTime(value: unknown): string {
  if (!(value instanceof Date)) throw new TypeError('A time on the wire must come from a date.');
  const time = isoTime(value);
  // Most times are whole seconds.
  return time.endsWith('.000Z') ? `${time.slice(0, -5)}Z` : time.replace(/0*Z$/, 'Z');
}

const COMMON = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

type ReplyHeaders = Readonly<Record<string, string>>;

/** An answer on its way out. A plain value, since a `Response` costs more than many calls. */
export interface Reply {
  readonly status: number;
  readonly headers: ReplyHeaders;
  readonly body: string | ReadableStream<Uint8Array> | null;
}

interface Head {
  readonly status?: number;
  readonly headers: ReplyHeaders;
}

export function respond(body: Reply['body'], { status = 200, headers }: Head): Reply {
  return { status, headers, body };
}

/** The answer for the web, with the words behind its status, which old clients look at. */
export function toResponse({ status, headers, body }: Reply): Response {
  return new Response(body, { status, statusText: STATUS_CODES[status], headers });
}

/** A JSON answer; numbers are bare: `1042` is a whole body. */
export function jsonReply(text: string, headers: ReplyHeaders = {}): Reply {
  const length = { 'content-length': String(Buffer.byteLength(text)) };
  return respond(text, { headers: { ...JSON_TYPE, ...length, ...COMMON, ...headers } });
}

/** The same for what was read: a client that has this very text gets none. */
export function readReply(text: string, request: RequestHeaders, headers: ReplyHeaders = {}): Reply {
  const hash = `"${createHash('sha1').update(text).digest('base64url')}"`;
  const etag = `W/${hash}`;
  if (isUnchanged(request, hash)) return respond(null, { status: 304, headers: { ...COMMON, ...headers, etag } });
  return jsonReply(text, { ...headers, etag });
}

/** Old clients take any content for a failure, and any other status too (rest.md § 1.6). */
export function emptyReply(): Reply {
  return respond(null, { headers: { ...COMMON, 'content-length': '0' } });
}

/** The same headers without the body. */
export function headReply({ status, headers }: Reply): Reply {
  return respond(null, { status, headers });
}

export function optionsReply(allow: readonly string[]): Reply {
  return respond(null, { status: 204, headers: { ...COMMON, allow: allow.join(', ') } });
}
