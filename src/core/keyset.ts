import { INT_MAX } from './check.js';
import { demand, invalid } from './errors.js';

/** A Prisma `where`, `select` or `orderBy` put together from data; its user knows the model. */
export type Clause = Readonly<Record<string, unknown>>;

export type OrderDirection = 'ASC' | 'DESC';

/** A field that a list can be ordered by. Nulls count as the largest value. */
export interface OrderField {
  /** Column, or relations and a column: `['submitter', 'fullName']`. */
  readonly path: readonly string[];
  readonly type: 'text' | 'integer' | 'dateTime';
  /** Holds for rows whose value is null; absent when there are none. */
  readonly isNull?: Clause;
  readonly description: string;
}

/** How one kind of list can be ordered. Every order ends with the id. */
export interface OrderSpec {
  readonly fields: Readonly<Record<string, OrderField>>;
  readonly standard: readonly OrderChoice[];
}

export interface OrderChoice {
  readonly field: string;
  readonly direction: OrderDirection;
}

/** One key of a total order. */
export interface OrderKey extends Omit<OrderField, 'description'> {
  readonly name: string;
  readonly isDescending: boolean;
}

type KeyValue = string | number | Date | null;

const CURSOR_LENGTH_MAX = 16_384;
const KEYS_MAX = 6;

/** The keys of standard orders: a page with lists in it asks for one per row. */
const standardKeys = new WeakMap<OrderSpec, readonly OrderKey[]>();

/** The keys of the chosen order, the id last; with no choice those of the standard order. */
export function orderKeys(spec: OrderSpec, chosen: readonly OrderChoice[] | null | undefined): readonly OrderKey[] {
  if (chosen?.length) return keysOf(spec, chosen);
  const keys = standardKeys.get(spec) ?? keysOf(spec, spec.standard);
  standardKeys.set(spec, keys);
  return keys;
}

function keysOf(spec: OrderSpec, choices: readonly OrderChoice[]): OrderKey[] {
  demand(choices.length < KEYS_MAX, invalid('orderBy', `orderBy takes ${KEYS_MAX - 1} fields at most.`));
  const names = new Set(choices.map(({ field }) => field));
  demand(names.size === choices.length, invalid('orderBy', 'orderBy must not name a field twice.'));

  const keys = choices.map(({ field, direction }) => toKey(spec, field, direction));
  const idAt = keys.findIndex(({ path }) => path.join() === 'id');
  if (idAt >= 0) return keys.slice(0, idAt + 1);
  const isDescending = keys.at(-1)?.isDescending ?? false;
  return [...keys, { name: 'id', path: ['id'], type: 'integer', isDescending }];
}

/** The same keys for rows that reach their record through a relation, such as rows of a join table. */
export function keysThrough(relation: string, keys: readonly OrderKey[]): OrderKey[] {
  return keys.map(({ isNull, ...key }) => ({
    ...key,
    path: [relation, ...key.path],
    ...(isNull && { isNull: { [relation]: isNull } }),
  }));
}

/** Prisma's `orderBy`; backward is the exact reverse. */
export function orderByClause(keys: readonly OrderKey[], isBackward: boolean): Clause[] {
  return keys.map(({ path, isDescending }) => nest(path, isDescending === isBackward ? 'asc' : 'desc'));
}

/** Prisma's `select` of what a cursor is made of. */
export function keySelection(keys: readonly OrderKey[]): Clause {
  const selection: Record<string, unknown> = {};
  for (const { path } of keys) addPath(selection, path);
  return selection;
}

/** The place of a row in the order. */
export function encodeCursor(keys: readonly OrderKey[], row: unknown): string {
  const values = keys.map(({ path }) => path.reduce<unknown>((value, step) => propertyOf(value, step), row) ?? null);
  return Buffer.from(JSON.stringify([signatureOf(keys), ...values])).toString('base64url');
}

/** Rows strictly after the cursor's place, or before it when `isBackward`. `argument` is named if the cursor is bad. */
export function beyondClause(
  keys: readonly OrderKey[],
  cursor: { readonly argument: string; readonly text: string },
  isBackward: boolean,
): Clause {
  const values = decodeCursor(keys, cursor.argument, cursor.text);
  const branches = keys.flatMap((key, index) => {
    const beyond = beyondValue(key, values[index] ?? null, isBackward);
    return beyond ? [all([...keys.slice(0, index).map((same, at) => equalTo(same, values[at] ?? null)), beyond])] : [];
  });

  const [lead] = keys;
  const bound = lead && leadBound(lead, values[0] ?? null, isBackward);
  return all([...(bound && branches.length > 1 ? [bound] : []), { OR: branches }]);
}

function toKey(spec: OrderSpec, field: string, direction: OrderDirection): OrderKey {
  const known = Object.hasOwn(spec.fields, field) ? spec.fields[field] : undefined;
  demand(known, invalid('orderBy', `This list cannot be ordered by ${field}.`));
  const { path, type, isNull } = known;
  return { name: field, path, type, isDescending: direction === 'DESC', ...(isNull && { isNull }) };
}

function decodeCursor(keys: readonly OrderKey[], argument: string, text: string): KeyValue[] {
  const refusal = invalid(argument, `${argument} is not a cursor of this list and order.`);
  demand(text.length <= CURSOR_LENGTH_MAX, refusal);
  const parsed = parseJson(Buffer.from(text, 'base64url').toString());
  demand(Array.isArray(parsed) && parsed.length === keys.length + 1 && parsed[0] === signatureOf(keys), refusal);
  return keys.map((key, index) => {
    const value = readValue(key, parsed[index + 1]);
    demand(value !== undefined, refusal);
    return value;
  });
}

function readValue({ type, isNull }: OrderKey, value: unknown): KeyValue | undefined {
  if (value === null) return isNull ? null : undefined;
  if (type === 'integer') return isInt(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  if (type === 'text') return value.isWellFormed() && !value.includes('\u0000') ? value : undefined;
  const at = new Date(value);
  return at.getUTCFullYear() >= 1 && at.getUTCFullYear() <= 9999 ? at : undefined;
}

function isInt(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= INT_MAX;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A cursor of one order means nothing in another. */
function signatureOf(keys: readonly OrderKey[]): string {
  return keys.map(({ name, isDescending }) => (isDescending ? `-${name}` : name)).join();
}

function equalTo({ path, isNull }: OrderKey, value: KeyValue): Clause {
  return value === null && isNull ? isNull : nest(path, { equals: value });
}

/** Null when nothing lies beyond the value. Null is the largest value, as PostgreSQL sorts it. */
function beyondValue({ path, isNull, isDescending }: OrderKey, value: KeyValue, isBackward: boolean): Clause | null {
  const isUpward = isDescending === isBackward;
  if (value === null) return isUpward || !isNull ? null : { NOT: isNull };
  if (!isUpward) return nest(path, { lt: value });
  const above = nest(path, { gt: value });
  return isNull ? { OR: [above, isNull] } : above;
}

/** Implied by the branches, but lets PostgreSQL start in the middle of an index. */
function leadBound({ path, isNull, isDescending }: OrderKey, value: KeyValue, isBackward: boolean): Clause | null {
  if (value === null) return null;
  const isUpward = isDescending === isBackward;
  if (isUpward && isNull) return null;
  return nest(path, isUpward ? { gte: value } : { lte: value });
}

function all(clauses: readonly Clause[]): Clause {
  return clauses.length === 1 && clauses[0] ? clauses[0] : { AND: clauses };
}

function nest(path: readonly string[], leaf: unknown): Clause {
  const [step, ...rest] = path;
  return { [String(step)]: rest.length === 0 ? leaf : nest(rest, leaf) };
}

function addPath(selection: Record<string, unknown>, [step, ...rest]: readonly string[]): void {
  if (step === undefined) return;
  if (rest.length === 0) {
    selection[step] = true;
    return;
  }
  const nested: Record<string, unknown> = Object.assign({}, propertyOf(propertyOf(selection, step), 'select'));
  addPath(nested, rest);
  selection[step] = { select: nested };
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
