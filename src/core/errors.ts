/** Everything a caller can do wrong, and the two ways the desk can be unable to serve. The list is closed. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'INVALID'
  | 'CONFLICT'
  | 'TOO_LARGE'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE';

interface ErrorDetails {
  /** Path of the input that is wrong, such as `['priority']`. */
  field?: readonly string[];
  /** Whole seconds after which the same request may succeed. */
  retryAfterSeconds?: number;
}

/** Makes what is an `Error` to everybody, but has no stack trace: that alone costs more than most of what is checked. */
const Stackless = function stackless() {} as unknown as new () => Error;
Stackless.prototype = Object.create(Error.prototype);

/**
 * A mistake that the caller may be told about. Anything else that is thrown is a bug and gets masked. It has no stack
 * trace, for checks make the error before they know whether they need it: a list of tickets makes fifty of them.
 */
export class AppError extends Stackless {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  override readonly message: string;
  readonly field: readonly string[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super();
    this.code = code;
    this.message = message;
    this.field = details.field;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** Throws the error unless the condition holds; narrows the type of what was checked. */
export function demand(condition: unknown, error: AppError): asserts condition {
  if (!condition) throw error;
}

export const unauthenticated = (message: string) => new AppError('UNAUTHENTICATED', message);

/** `action` completes the sentence "You may not …". */
export const forbidden = (action: string) => new AppError('FORBIDDEN', `You may not ${action}.`);

/** Missing and invisible records read alike: `notFound('Ticket')`. */
export const notFound = (what: string) => new AppError('NOT_FOUND', `${what} not found.`);

/** `field` is the input's name, or its path when it is nested. */
export const invalid = (field: string | readonly string[], message: string) =>
  new AppError('INVALID', message, { field: typeof field === 'string' ? [field] : field });

export const conflict = (message: string) => new AppError('CONFLICT', message);

export const tooLarge = (message: string) => new AppError('TOO_LARGE', message);

export const rateLimited = (retryAfterSeconds: number) =>
  new AppError('RATE_LIMITED', `Too many calls. Try again in ${retryAfterSeconds} seconds.`, { retryAfterSeconds });

export const unavailable = (message: string, retryAfterSeconds = 5) =>
  new AppError('UNAVAILABLE', message, { retryAfterSeconds });
