import { type ExecutionResult, GraphQLError, type GraphQLErrorOptions } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { AppError, type ErrorCode } from '../core/errors.js';

export interface ErrorOptions {
  /** The id that ties answer and log together. */
  readonly requestIdOf: (server: object) => string;
  /** Told about every error that is nobody's mistake; the client only learns that there was one. */
  readonly onBug: (error: unknown, requestId: string) => void;
  /** Makes an error of the world outside, such as a lost database, one that clients may be told about. */
  readonly explain?: (error: unknown) => AppError | null;
  /** Leaves out names of the schema that the client did not send. */
  readonly hidesSuggestions?: boolean;
}

/** What GraphQL ends its sentences with when a name comes close to one of the schema. */
const SUGGESTION = / Did you mean .*\?$/s;

/** Set only when nothing at all was answered: one failed field leaves the others their 200. */
const WHOLE_ANSWER_STATUS: Partial<Record<ErrorCode | 'INTERNAL', number>> = {
  UNAUTHENTICATED: 401,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

/**
 * Gives every error of an answer its code and the request's id, and masks what is not for clients.
 * Needs `maskedErrors: false`, since Yoga's own masking would hide the errors that may be seen.
 */
export function useErrors(options: ErrorOptions): Plugin {
  return {
    onResultProcess({ result, setResult, serverContext }) {
      const requestId = options.requestIdOf(serverContext);
      const format = (one: ExecutionResult) => formatResult(one, options, requestId);
      if (Symbol.asyncIterator in result) setResult(mapResults(result, format));
      else setResult(Array.isArray(result) ? result.map(format) : format(result));
    },
  };
}

async function* mapResults<Result extends ExecutionResult>(
  results: AsyncIterable<Result>,
  format: (result: ExecutionResult) => ExecutionResult,
): AsyncGenerator<ExecutionResult> {
  for await (const result of results) yield format(result);
}

function formatResult(result: ExecutionResult, options: ErrorOptions, requestId: string): ExecutionResult {
  if (!result.errors?.length) return result;
  const errors = result.errors.map((error) => toPublicError(error, options, requestId));
  const status = refusalStatus(result, errors) ?? wholeAnswerStatus(result.data, errors);
  const seconds = errors[0]?.extensions.retryAfter;
  const http = { status, headers: seconds ? { 'retry-after': String(seconds) } : {} };
  const extensions = status ? { ...result.extensions, http } : result.extensions;
  return { ...result, errors, ...(extensions && { extensions }) };
}

/** The status of what was refused before anything ran, whichever form of answer the client accepts. */
function refusalStatus({ data }: ExecutionResult, errors: readonly GraphQLError[]): number | undefined {
  const codes = errors.map(({ extensions }) => extensions.code);
  if (data !== undefined) return undefined;
  if (codes.includes('BAD_REQUEST')) return 400;
  return codes.includes('FORBIDDEN') ? 403 : undefined;
}

function wholeAnswerStatus(data: ExecutionResult['data'], errors: readonly GraphQLError[]): number | undefined {
  const hasData = data && Object.values(data).some((value) => value !== null);
  if (hasData) return undefined;
  const codes = new Set(errors.map(({ extensions }) => String(extensions.code)));
  const [code] = codes;
  return codes.size === 1 ? WHOLE_ANSWER_STATUS[code as ErrorCode | 'INTERNAL'] : undefined;
}

function toPublicError(error: unknown, options: ErrorOptions, requestId: string): GraphQLError {
  const located = error instanceof GraphQLError ? error : null;
  const cause = rootCause(error);
  const known = cause instanceof AppError ? cause : (options.explain?.(cause) ?? null);
  if (known) return rebuild(located, known.message, { ...detailsOf(known), requestId });
  if (located && cause instanceof GraphQLError && isClientsMistake(located, cause)) {
    // The status of what variables hold is only on the outer one of two errors.
    const { originalError: _hidden, code = 'INVALID', http = located.extensions.http, ...others } = cause.extensions;
    const message = options.hidesSuggestions ? located.message.replace(SUGGESTION, '') : located.message;
    return rebuild(located, message, { ...others, ...(http !== undefined && { http }), code, requestId });
  }
  options.onBug(cause, requestId);
  return rebuild(located, 'Something went wrong on our side.', { code: 'INTERNAL', requestId });
}

function detailsOf({ code, field, retryAfterSeconds }: AppError) {
  return { code, ...(field?.length && { field }), ...(retryAfterSeconds && { retryAfter: retryAfterSeconds }) };
}

/**
 * GraphQL's own errors before execution (syntax, validation, variables, the HTTP request) and about arguments are the
 * client's, and so is what was given a code; those about results, which name no place in the document, are ours.
 */
function isClientsMistake(located: GraphQLError, cause: GraphQLError): boolean {
  return !located.path || cause.nodes !== undefined || cause.extensions.code !== undefined;
}

function rootCause(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}

function rebuild(located: GraphQLError | null, message: string, extensions: GraphQLErrorOptions['extensions']) {
  const { nodes, source, positions, path } = located ?? {};
  return new GraphQLError(message, { nodes, source, positions, path, extensions });
}
