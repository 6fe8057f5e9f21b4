import { Prisma } from '../../generated/prisma/client.js';
import type { Answer } from '../database-driver.js';
import { isJson } from './statement.js';

/** What Prisma's `$queryRaw` and `$executeRaw` are called with, as a statement; null for what only Prisma understands. */
export function rawStatement([first, ...values]: readonly unknown[]) {
  // A template of strings is the only other thing that the types allow.
  const sql = first instanceof Prisma.Sql ? first : Prisma.sql(first as TemplateStringsArray, ...values);
  if (sql.values.some(isJson)) return null;
  return { text: sql.text, values: sql.values.map((value) => (value instanceof Date ? value.toISOString() : value)) };
}

/** Rows as objects. */
export function readRaw({ rows, fields }: Answer): unknown[] {
  return rows.map((row) => {
    const record: Record<string, unknown> = {};
    for (const [index, { name }] of fields.entries()) record[name] = row[index];
    return record;
  });
}
