import type { Desk } from './app.js';
import { AppError } from './core/errors.js';
import { translateDatabaseError } from './infra/database-errors.js';
import { INTERNAL, problemOf, problemReply } from './rest/errors.js';
import { toResponse } from './rest/reply.js';
import { securityHeaders } from './server/use-security-headers.js';
import type { ServerContext, Visit } from './server/visit.js';

const BUG = { code: 'INTERNAL', message: 'Something went wrong on our side.' } as const;

/** Logs and counts an answered request. */
export function answered({ log, metrics }: Desk) {
  return (visit: Visit, status: number) => {
    const milliseconds = performance.now() - visit.receivedAtMs;
    log.info(logLine(visit, status, milliseconds), 'request');
    metrics.observe(visit, status, milliseconds);
  };
}

/** What a failure other than a refusal can be told as; null for bugs. */
export function explain(error: unknown): AppError | null {
  const translated = translateDatabaseError(error);
  return translated instanceof AppError ? translated : null;
}

/** A refusal before anything was executed, in the form of the face that was called; null stands for a bug. */
export function refuse(error: AppError | null, { face, requestId }: Visit): Response {
  const { code, message } = error ?? BUG;
  const problem = error ? problemOf(error) : INTERNAL;
  if (face === 'REST' && problem) return toResponse(problemReply(problem, null, requestId));
  return Response.json({ errors: [{ message, extensions: { code, requestId } }] }, { status: problem?.status ?? 500 });
}

function logLine({ requestId, face, operation, who, address }: Visit, status: number, milliseconds: number) {
  return {
    requestId,
    face,
    operation,
    callerId: who?.id ?? null,
    address,
    status,
    ms: Math.round(milliseconds * 10) / 10,
  };
}

/**
 * The headers of an answer that does not go through the chain, with those that the chain would have added: names and values
 * in turns, as Node takes them. An object with so many different keys is slow to make, and slow to read.
 */
export function headersWriter(desk: Desk) {
  const isHttps = desk.config.publicUrl.startsWith('https:');
  const known = new Map<string, [name: string, value: string][]>();
  const securityOf = (contentType: string) => {
    const before = known.get(contentType);
    if (before) return before;
    const headers = Object.entries(securityHeaders(contentType, isHttps));
    known.set(contentType, headers);
    return headers;
  };
  return ({ requestId, headers }: Visit, own: Readonly<Record<string, string>>): string[] => {
    const list = ['x-request-id', requestId];
    for (const [name, value] of securityOf(own['content-type'] ?? '')) {
      if (own[name] === undefined && !headers.has(name)) list.push(name, value);
    }
    for (const name of Object.keys(own)) {
      if (!headers.has(name)) list.push(name, own[name] ?? '');
    }
    for (const [name, value] of headers) list.push(name, value);
    return list;
  };
}

/** A header of a Node request as the web shows it. */
export function headersOf({ req }: ServerContext) {
  return {
    get(name: string): string | null {
      const value = req.headers[name];
      return (Array.isArray(value) ? value.join(', ') : value) ?? null;
    },
  };
}
