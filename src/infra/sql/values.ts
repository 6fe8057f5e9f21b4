import type { Scalar } from './model.js';
import { isJson, type Statement, Unsupported } from './statement.js';

const INT_MAX = 2_147_483_647;

/** SQL for a value that is written to a column. */
export function compileValue(sql: Statement, scalar: Scalar, value: unknown): string {
  if (scalar.isList) return sql.bind(arrayText(scalar, isJson(value) ? value.set : value));
  if (scalar.type === 'Json') return sql.bind(jsonText(value));
  return value === null ? 'NULL' : sql.bind(checked(scalar, value));
}

/** What Prisma would refuse is left to it, so that it does. */
function checked(scalar: Scalar, value: unknown): unknown {
  if (!fits(scalar, value)) throw new Unsupported(`value of ${scalar.name}`);
  return value;
}

function fits({ type, isEnum }: Scalar, value: unknown): boolean {
  switch (type) {
    case 'Int':
      return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= INT_MAX;
    case 'Boolean':
      return typeof value === 'boolean';
    case 'DateTime':
      return value instanceof Date;
    default:
      return (isEnum || type === 'String') && typeof value === 'string';
  }
}

/** Written by hand since not every driver knows arrays of enums. */
function arrayText(scalar: Scalar, values: unknown): string {
  if (!Array.isArray(values) || (!scalar.isEnum && scalar.type !== 'String')) throw new Unsupported(scalar.name);
  const items = values.map((value) => `"${String(checked(scalar, value)).replace(/["\\]/g, '\\$&')}"`);
  return `{${items.join(',')}}`;
}

/** Nulls, and the objects that stand for them, mean several things. */
function jsonText(value: unknown): string {
  const isPlain = isJson(value) && Object.getPrototypeOf(value) === Object.prototype;
  if (!isPlain && !Array.isArray(value) && typeof value !== 'string') throw new Unsupported('JSON');
  return JSON.stringify(value);
}
