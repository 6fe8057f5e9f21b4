import { STATUS_CODES } from 'node:http';
import { GraphQLError } from 'graphql';
import { ERROR_STATUS } from '../core/error-status.js';
import { AppError, type ErrorCode } from '../core/errors.js';
import { type Reply, respond } from './reply.js';

/** The status that a failure is told with. */
export function statusOf(code: ErrorCode | 'INTERNAL'): number {
  return code === 'INTERNAL' ? INTERNAL.status : ERROR_STATUS[code];
}

/** What a client is told about a failed call. */
export interface Problem {
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode | 'METHOD_NOT_ALLOWED' | 'RANGE_NOT_SATISFIABLE' | 'INTERNAL';
  readonly field?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Translates a failure; undefined for one that is a bug of the desk and must not be shown. */
export function problemOf(error: unknown): Problem | undefined {
  if (!(error instanceof AppError)) return undefined;
  const { code, message: detail, field, retryAfterSeconds } = error;
  return {
    status: ERROR_STATUS[code],
    detail,
    code,
    ...(field && field.length > 0 ? { field: field.join('.') } : {}),
    headers: {
      ...(code === 'UNAUTHENTICATED' ? { 'www-authenticate': 'Basic realm="Help desk"' } : {}),
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
  };
}

export const INTERNAL: Problem = {
  status: 500,
  code: 'INTERNAL',
  detail: 'Something went wrong on our side. Try again; if it persists, report the X-Request-Id of this answer.',
};

export function methodNotAllowed(methods: readonly string[]): Problem {
  const allow = methods.join(', ');
  return { status: 405, code: 'METHOD_NOT_ALLOWED', detail: `Use ${allow} here.`, headers: { allow } };
}

/** The error that made an execution fail, freed from GraphQL's wrapping. */
export function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? causeOf(error.originalError) : error;
}

/** The answer to a failed call: a sentence, or problem details (RFC 9457) for clients that name them. */
export function problemReply(problem: Problem, accept: string | null, requestId: string): Reply {
  const asJson = accept?.toLowerCase().includes('application/problem+json') ?? false;
  const { status, code, detail, field } = problem;
  const body = asJson
    ? JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, detail, code, field, requestId })
    : detail;
  return respond(body, {
    status,
    headers: {
      'content-type': asJson ? 'application/problem+json' : 'text/plain; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...problem.headers,
    },
  });
}
