import { createHash } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { isUnchanged } from './file-headers.js';

/** ISO 8601 in UTC with the fraction trimmed of zeros: `2026-07-15T06:56:05.63Z` (rest.md § 1.5). */
export function wireTime(value: unknown): string {
  if (!(value instanceof Date)) throw new TypeError('A time on the wire must come from a date.');
  return value.toISOString().replace(/\.?0*Z$/, 'Z');
}

const COMMON = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

interface Head {
  readonly status?: number;
  readonly headers: HeadersInit;
}

/** An answer with the words behind its status, which old clients look at. */
export function respond(body: BodyInit | null, { status = 200, headers }: Head): Response {
  return new Response(body, { status, statusText: STATUS_CODES[status], headers });
}

/** A JSON answer; numbers are bare: `1042` is a whole body. */
export function jsonReply(text: string, headers: Readonly<Record<string, string>> = {}): Response {
  const length = { 'content-length': String(Buffer.byteLength(text)) };
  return respond(text, { headers: { ...JSON_TYPE, ...length, ...COMMON, ...headers } });
}

/** The same for what was read: a client that has this very text gets none. */
export function readReply(text: string, request: Headers, headers: Readonly<Record<string, string>> = {}): Response {
  const hash = `"${createHash('sha1').update(text).digest('base64url')}"`;
  const etag = `W/${hash}`;
  if (isUnchanged(request, hash)) return respond(null, { status: 304, headers: { ...COMMON, ...headers, etag } });
  return jsonReply(text, { ...headers, etag });
}

/** Old clients take any content for a failure, and any other status too (rest.md § 1.6). */
export function emptyReply(): Response {
  return respond(null, { headers: { ...COMMON, 'content-length': '0' } });
}

/** The same headers without the body. */
export function headReply(response: Response): Response {
  return respond(null, { status: response.status, headers: response.headers });
}

export function optionsReply(allow: readonly string[]): Response {
  return respond(null, { status: 204, headers: { ...COMMON, allow: allow.join(', ') } });
}
