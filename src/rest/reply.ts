/** ISO 8601 in UTC with the fraction trimmed of zeros: `2026-07-15T06:56:05.63Z` (rest.md § 1.5). */
export function wireTime(value: unknown): string {
  if (!(value instanceof Date)) throw new TypeError('A time on the wire must come from a date.');
  return value.toISOString().replace(/\.?0*Z$/, 'Z');
}

const COMMON = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** Dresses SOFA's JSON answer for the way out. Numbers are bare: `1042` is a whole body. */
export function jsonReply(response: Response): Response {
  response.headers.set('content-type', 'application/json; charset=utf-8');
  for (const [name, value] of Object.entries(COMMON)) response.headers.set(name, value);
  return response;
}

/** Old clients take any content for a failure, and any other status too (rest.md § 1.6). */
export function emptyReply(): Response {
  return new Response(null, { status: 200, headers: { ...COMMON, 'content-length': '0' } });
}

/** The same headers without the body. */
export function headReply(response: Response): Response {
  return new Response(null, { status: response.status, headers: response.headers });
}

export function optionsReply(allow: readonly string[]): Response {
  return new Response(null, { status: 204, headers: { ...COMMON, allow: allow.join(', ') } });
}
