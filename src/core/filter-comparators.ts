import { checkDate, checkText, INT_MAX } from './check.js';
import { startOfDay } from './dates.js';
import { addDuration, type Duration } from './duration.js';
import { demand, invalid } from './errors.js';
import type { Clause } from './keyset.js';

/** A time, or how far it lies from now. */
export type TimeValue = Date | Duration;

export type Comparator = 'eq' | 'neq' | 'in' | 'notIn' | 'contains' | 'startsWith' | 'gt' | 'gte' | 'lt' | 'lte';

export type ValueKind = 'text' | 'integer' | 'dateTime' | 'date' | 'boolean' | 'enum' | 'id';

const EQUALITY = ['eq', 'neq', 'in', 'notIn'] as const;
const RANGE = ['gt', 'gte', 'lt', 'lte'] as const;

/** The comparators of a kind of value. `isNull` comes on top where the value can be null. */
export const COMPARATORS = {
  text: [...EQUALITY, 'contains', 'startsWith'],
  integer: [...EQUALITY, ...RANGE],
  dateTime: [...EQUALITY, ...RANGE],
  date: [...EQUALITY, ...RANGE],
  boolean: ['eq', 'neq'],
  enum: EQUALITY,
  id: EQUALITY,
} as const satisfies Record<ValueKind, readonly Comparator[]>;

/** The comparators of enums whose values have an order. */
export const RANKED_COMPARATORS = [...EQUALITY, ...RANGE] as const;

const LIST_MAX = 500;
const TEXT_MAX = 1_000;

/** What a comparator says about a column, negation left out: `neq` is what `eq` is not. */
export interface Comparison {
  readonly condition: Clause;
  readonly isNegated: boolean;
}

interface Operand {
  readonly kind: ValueKind;
  readonly path: readonly string[];
  readonly now: Date;
}

/** Translates one comparator into Prisma's condition for a column. Refuses values the database cannot hold. */
export function compare(comparator: Comparator, raw: unknown, operand: Operand): Comparison {
  const { kind, path, now } = operand;
  const value = Array.isArray(raw) ? readList(raw, operand) : readValue(raw, kind, path, now);
  switch (comparator) {
    case 'eq':
    case 'neq':
      return { condition: { equals: value }, isNegated: comparator === 'neq' };
    case 'in':
    case 'notIn':
      return { condition: { in: value }, isNegated: comparator === 'notIn' };
    case 'contains':
    case 'startsWith':
      return { condition: { [comparator]: escapePattern(String(value)), mode: 'insensitive' }, isNegated: false };
    default:
      return { condition: { [comparator]: value }, isNegated: false };
  }
}

function readList(raw: readonly unknown[], { kind, path, now }: Operand): unknown[] {
  demand(raw.length <= LIST_MAX, invalid(path, `${path.join('.')} takes ${LIST_MAX} values at most.`));
  return raw.map((item) => readValue(item, kind, path, now));
}

function readValue(raw: unknown, kind: ValueKind, path: readonly string[], now: Date): unknown {
  if (typeof raw === 'string' && kind === 'text') {
    demand(raw.length <= TEXT_MAX, invalid(path, `${path.join('.')} must have ${TEXT_MAX} characters at most.`));
    return checkText(path, raw);
  }
  if (typeof raw === 'number') {
    demand(Math.abs(raw) <= INT_MAX, invalid(path, `${path.join('.')} is out of range.`));
    return raw;
  }
  if (kind === 'dateTime' || kind === 'date') return readTime(raw, kind, path, now);
  return raw;
}

function readTime(raw: unknown, kind: 'dateTime' | 'date', path: readonly string[], now: Date): Date {
  const at = raw instanceof Date ? raw : isDuration(raw) ? addDuration(now, raw) : new Date(Number.NaN);
  const inRange = checkDate(path, at);
  return kind === 'date' ? startOfDay(inRange) : inRange;
}

function isDuration(value: unknown): value is Duration {
  return typeof value === 'object' && value !== null && 'months' in value && 'milliseconds' in value;
}

/** Prisma hands patterns to LIKE unescaped: https://github.com/prisma/prisma/issues/7550 */
export function escapePattern(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}
