import { STATUS_CODES } from 'node:http';
import type { ErrorCode } from '../core/errors.js';
import { statusOf } from './errors.js';
import type { JsonSchema } from './openapi-schemas.js';

interface Told {
  readonly about: string;
  readonly example: string;
}

const PROBLEMS: Readonly<Record<ErrorCode | 'INTERNAL', Told>> = {
  INVALID: { about: 'A parameter is missing or cannot be read; it is named.', example: 'Parameter id is required.' },
  UNAUTHENTICATED: { about: 'No credentials, or wrong ones.', example: 'Wrong username or password.' },
  FORBIDDEN: {
    about: 'The caller may not do this, or the address is blocked after three wrong passwords.',
    example: 'You may not change tickets.',
  },
  NOT_FOUND: { about: 'There is none, or none that the caller can see.', example: 'Ticket not found.' },
  CONFLICT: { about: 'What is there already stands in the way.', example: 'The ticket is closed already.' },
  TOO_LARGE: { about: 'The body or one of its files is too large.', example: 'The body is too large.' },
  RATE_LIMITED: { about: 'Too many calls.', example: 'Too many calls.' },
  INTERNAL: { about: 'A mistake of the desk.', example: 'Something went wrong on our side.' },
  UNAVAILABLE: { about: 'Something that the desk needs is out of reach.', example: 'The database is out of reach.' },
};

const RETRY_AFTER = {
  'Retry-After': { description: 'Whole seconds to wait.', schema: { type: 'integer', minimum: 1 }, example: 12 },
};

/** Answers to failed calls, keyed by the name under which operations refer to them. */
export function problemResponses(): Record<string, JsonSchema> {
  return Object.fromEntries(codes().map((code) => [nameOf(code), problemResponse(code)]));
}

/** References to the failures that a call may meet, by status. */
export function problemReferences(isWrite: boolean): Record<string, JsonSchema> {
  const met = codes().filter((code) => isWrite || code !== 'CONFLICT');
  return Object.fromEntries(met.map((code) => [statusOf(code), { $ref: `#/components/responses/${nameOf(code)}` }]));
}

/** Failures as problem details (RFC 9457). */
export const problemSchema: JsonSchema = {
  type: 'object',
  description: 'What went wrong, for clients whose `Accept` names `application/problem+json`.',
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'The sentence that other clients get.' },
    code: { type: 'string' },
    field: { type: 'string', description: 'The parameter that is wrong.' },
    requestId: { type: 'string', description: 'The same as in `X-Request-Id`.' },
  },
};

function codes() {
  return Object.keys(PROBLEMS) as (keyof typeof PROBLEMS)[];
}

function problemResponse(code: keyof typeof PROBLEMS): JsonSchema {
  const { about, example: detail } = PROBLEMS[code];
  const status = statusOf(code);
  const problem = { type: 'about:blank', title: STATUS_CODES[status], status, detail, code, requestId: 'q7Zt3mX1' };
  const waits = code === 'RATE_LIMITED' || code === 'UNAVAILABLE';
  return {
    description: about,
    ...(waits && { headers: RETRY_AFTER }),
    content: {
      'text/plain': { schema: { type: 'string' }, example: detail },
      'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, example: problem },
    },
  };
}

function nameOf(code: string): string {
  return code
    .split('_')
    .map((word) => `${word.slice(0, 1)}${word.slice(1).toLowerCase()}`)
    .join('');
}
