import { AppError, conflict, notFound, unavailable } from '../core/errors.js';

/** What is known about an error of the database, wherever Prisma, its adapters or the drivers put it. */
interface Facts {
  /** Prisma's code, such as `P2002`, or Node's, such as `ECONNREFUSED`. */
  readonly code: string;
  /** PostgreSQL's five characters. */
  readonly state: string;
  /** The adapter's name for the error. */
  readonly kind: string;
  readonly message: string;
}

const OUT_OF_REACH = new RegExp(
  [
    'ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH',
    'P1000|P1001|P1002|P1003|P1008|P1010|P1011|P1017|P2024|P2028|P2037',
    'DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections|TlsConnectionError',
    'DatabaseDoesNotExist|DatabaseAccessDenied|AuthenticationFailed',
    // Connection lost, resources exhausted, shut down or cancelled, waited too long for a lock or for a client.
    '08...|53...|57...|55P03|25P0[34]',
  ]
    .map((names) => `^(?:${names})$`)
    .join('|'),
);

/** Errors of the drivers that have nothing but a sentence. */
const OUT_OF_REACH_WORDS =
  /connection terminated|connection timeout|when trying to connect|read timeout|not queryable/i;

/**
 * The database's complaint as the caller's mistake or the desk's inability; anything else comes back unchanged.
 * No word of the database is repeated: its messages quote source lines, values and names of tables.
 */
export function translateDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof AppError) return error;
  const facts = factsOf(error);
  if (isOutOfReach(facts)) {
    return unavailable('The desk cannot reach something it needs right now. Try again in a few seconds.');
  }
  if (isContended(facts)) return unavailable('Too many changes at the same place at once. Try again.', 1);
  return mistakeOf(facts) ?? error;
}

/** Whether a transaction failed only because of others that ran at the same time. */
export function isTransient(error: unknown): boolean {
  return error instanceof Error && !(error instanceof AppError) && isContended(factsOf(error));
}

/** What PostgreSQL says of statements behind one that failed in the same transaction. */
const ABORTED = '25P02';

/** Of a statement that was not run because one before it failed. */
export function abortedError(): Error {
  return Object.assign(new Error('A statement of the same transaction failed before.'), { code: ABORTED });
}

/** Whether a statement failed only because one before it did. */
export function isAftermath(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, 'code') === ABORTED;
}

function isOutOfReach({ code, state, kind, message }: Facts): boolean {
  return [code, state, kind].some((name) => OUT_OF_REACH.test(name)) || OUT_OF_REACH_WORDS.test(message);
}

function isContended({ code, state, kind }: Facts): boolean {
  return code === 'P2034' || kind === 'TransactionWriteConflict' || state === '40001' || state === '40P01';
}

function mistakeOf({ code, state }: Facts): AppError | null {
  switch (state || code) {
    case '23505':
    case 'P2002':
      return conflict('Something with the same name or key exists already.');
    case '23001':
    case '23503':
    case 'P2003':
      return conflict('The record is still in use, or something it refers to is gone.');
    case 'P2025':
      return notFound('Record');
    case '22003':
    case '22008':
    case 'P2020':
      return new AppError('INVALID', 'A number or date is out of range.');
    case '22021':
      return new AppError('INVALID', 'Text must not contain NUL characters.');
    case '22001':
    case '54000':
      return new AppError('INVALID', 'A text is too long.');
    case '23514':
    case '23502':
      return new AppError('INVALID', 'A value is not allowed here.');
    default:
      return null;
  }
}

function factsOf(error: Error): Facts {
  const adapterError = read(read(error, 'meta'), 'driverAdapterError') ?? error;
  const cause = read(adapterError, 'cause') ?? error;
  return {
    code: text(read(error, 'code')) || text(read(cause, 'code')),
    state: text(read(cause, 'originalCode')) || sqlState(read(cause, 'code')),
    kind: text(read(cause, 'kind')),
    message: [error.message, text(read(cause, 'message'))].join(' '),
  };
}

/** Drivers keep the state in `code`, where Prisma and Node keep their own; those have other shapes. */
function sqlState(code: unknown): string {
  return typeof code === 'string' && /^(?!P[12]\d)[0-9A-Z]{5}$/.test(code) ? code : '';
}

function read(from: unknown, key: string): unknown {
  return typeof from === 'object' && from !== null ? Reflect.get(from, key) : undefined;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
