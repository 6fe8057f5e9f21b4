import { type AppError, invalid } from '../core/errors.js';
import {
  beyondClause,
  type Clause,
  encodeCursor,
  keysThrough,
  type OrderChoice,
  type OrderKey,
  type OrderSpec,
  orderByClause,
  orderKeys,
} from '../core/keyset.js';

const SIZE_MAX = 100;
const SIZE_STANDARD = 25;

/** The arguments every list has. */
export interface PageArgs {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
  readonly orderBy?: readonly OrderChoice[] | null;
}

/** Which page of a list is asked for. */
export interface PageRequest {
  readonly size: number;
  readonly isBackward: boolean;
  readonly keys: readonly OrderKey[];
  readonly args: PageArgs;
}

/** Prisma's arguments for a page. One row more than asked for tells whether there is another page. */
export interface PageClause {
  readonly where: Clause;
  readonly orderBy: Clause[];
  readonly take: number;
}

/** Reads the arguments of a list and refuses sizes outside 1 to 100. */
export function readPage(order: OrderSpec, args: PageArgs): PageRequest {
  const { first, last, orderBy } = args;
  const isBackward = typeof last === 'number';
  if (isBackward && typeof first === 'number') throw invalid('last', 'Give first or last, not both.');
  const size = (isBackward ? last : first) ?? SIZE_STANDARD;
  if (size < 1 || size > SIZE_MAX) throw badSize(isBackward ? 'last' : 'first');
  return { size, isBackward, keys: orderKeys(order, orderBy), args };
}

function badSize(name: string): AppError {
  return invalid(name, `${name} must be from 1 to ${SIZE_MAX}.`);
}

/** `through` is the relation that leads from the rows to the records, if they are rows of a join table. */
export function pageClause({ size, isBackward, keys, args }: PageRequest, where: Clause, through?: string): PageClause {
  const { after, before } = args;
  const paths = through ? keysThrough(through, keys) : keys;
  const clauses = [where];
  if (after) clauses.push(beyondClause(paths, { argument: 'after', text: after }, false));
  if (before) clauses.push(beyondClause(paths, { argument: 'before', text: before }, true));
  return {
    where: clauses.length === 1 ? where : { AND: clauses },
    orderBy: orderByClause(paths, isBackward),
    take: size + 1,
  };
}

/** A page of rows, in the list's order. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** Brings the rows that `pageClause` found into order and takes the extra one off. */
export function toPage<Row>({ size, isBackward, args }: PageRequest, found: readonly Row[]): Page<Row> {
  const hasMore = found.length > size;
  const rows = hasMore ? found.slice(0, size) : [...found];
  return isBackward
    ? { rows: rows.reverse(), hasPreviousPage: hasMore, hasNextPage: Boolean(args.before) }
    : { rows, hasPreviousPage: Boolean(args.after), hasNextPage: hasMore };
}

/** The cursor of a row. */
export function cursorOf({ keys }: PageRequest, row: unknown): string {
  return encodeCursor(keys, row);
}
