import { JsonRows, Total } from '../../core/json-rows.js';
import { RecordColumn } from '../../core/record-column.js';
import { Prisma } from '../../generated/prisma/client.js';
import type { Answer } from '../database-driver.js';
import { compileJsonRows, compileTotal } from './json-rows.js';
import { compileSelect, type Decode } from './select.js';
import { isJson, type Statement, Unsupported } from './statement.js';

export interface RawStatement {
  readonly text: string;
  /** How the records among the columns are read, by the name of the column. */
  readonly decoders: ReadonlyMap<string, Decode>;
}

/** What Prisma's `$queryRaw` and `$executeRaw` are called with, as a statement; null for what only Prisma understands. */
export function compileRaw(sql: Statement, [first, ...given]: readonly unknown[]): RawStatement | null {
  // A template of strings is the only other thing that the types allow.
  const { strings, values } = first instanceof Prisma.Sql ? first : Prisma.sql(first as TemplateStringsArray, ...given);
  const decoders = new Map<string, Decode>();
  let text = strings[0] ?? '';
  for (const [index, value] of (values as readonly unknown[]).entries()) {
    const part = compilePart(sql, value, decoders);
    if (part === null) return null;
    text += part + (strings[index + 1] ?? '');
  }
  return { text, decoders };
}

/** A value, or what stands for a part of the statement; null for what only Prisma understands. */
function compilePart(sql: Statement, value: unknown, decoders: Map<string, Decode>): string | null {
  if (value instanceof RecordColumn) return compileRecord(sql, value, decoders);
  if (value instanceof JsonRows) return compileJsonRows(sql, value);
  if (value instanceof Total) return compileTotal(sql, value);
  return isJson(value) ? null : sql.bind(value);
}

function compileRecord(
  sql: Statement,
  { model, alias, select, name }: RecordColumn,
  decoders: Map<string, Decode>,
): string {
  try {
    const { sql: row, decode } = compileSelect(sql, { model: sql.model(model), alias }, { select });
    decoders.set(name, (json) => (json === null ? null : decode(JSON.parse(String(json)))));
    return `${row}::text AS "${name}"`;
  } catch (error) {
    if (error instanceof Unsupported) return `NULL AS "${name}"`;
    throw error;
  }
}

/** Rows as objects. */
export function readRaw({ rows, fields }: Answer, { decoders }: RawStatement): unknown[] {
  return rows.map((row) => {
    const record: Record<string, unknown> = {};
    for (const [index, { name }] of fields.entries()) {
      const decode = decoders.get(name);
      record[name] = decode ? decode(row[index]) : row[index];
    }
    return record;
  });
}
