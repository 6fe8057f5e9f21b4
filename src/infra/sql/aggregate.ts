import type { Answer } from '../database-driver.js';
import type { Model } from './model.js';
import { type Compiled, column, isJson, type Json, type Statement, Unsupported } from './statement.js';
import { compileWhere } from './where.js';

/** A value of each answered row, and where in the record it stands. */
interface Output {
  readonly path: readonly [string] | readonly [string, string];
  readonly sql: string;
}

/** Sums and counts of all records. */
export function compileAggregate(sql: Statement, model: Model, args: Json): Compiled {
  const { text, read } = compileGroups(sql, model, args);
  return { text, read: (answer) => read(answer)[0] };
}

/** Sums and counts of the records that have the same values. */
export function compileGroupBy(sql: Statement, model: Model, { by, ...args }: Json): Compiled {
  return compileGroups(sql, model, args, Array.isArray(by) ? by : [by]);
}

function compileGroups(sql: Statement, model: Model, args: Json, by: readonly unknown[] = []) {
  const alias = sql.alias();
  const keys = by.map((name): Output => {
    const scalar = model.scalars.get(String(name));
    if (!scalar || scalar.isDate) throw new Unsupported(`by ${name}`);
    return { path: [scalar.name], sql: column(alias, scalar.name) };
  });
  const { where = {}, _sum, _count, ...others } = args;
  if (Object.values(others).some((value) => value !== undefined)) throw new Unsupported('aggregate');

  const outputs = [...keys, ...sums(model, alias, _sum), ...counts(_count)];
  const group = keys.length === 0 ? '' : ` GROUP BY ${keys.map((key) => key.sql).join(', ')}`;
  const row = `json_build_array(${outputs.map((output) => output.sql).join(', ')})::text AS json`;
  return {
    text: `SELECT ${row} FROM "${model.name}" ${alias} WHERE ${compileWhere(sql, { model, alias, isCounted: true }, where)}${group}`,
    read: ({ rows }: Answer) => rows.map(([json]) => toRecord(outputs, JSON.parse(String(json)))),
  };
}

function sums(model: Model, alias: string, wanted: unknown): Output[] {
  return namesOf(wanted).map((name) => {
    if (model.scalars.get(name)?.type !== 'Int') throw new Unsupported(`sum of ${name}`);
    return { path: ['_sum', name], sql: `sum(${column(alias, name)})` };
  });
}

function counts(wanted: unknown): Output[] {
  return namesOf(wanted).map((name) => {
    if (name !== '_all') throw new Unsupported(`count of ${name}`);
    return { path: ['_count', name], sql: 'count(*)' };
  });
}

function namesOf(wanted: unknown): string[] {
  if (wanted === undefined) return [];
  if (!isJson(wanted) || Object.values(wanted).some((value) => value !== true)) throw new Unsupported('aggregate');
  return Object.keys(wanted);
}

function toRecord(outputs: readonly Output[], values: readonly unknown[]): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const [index, { path }] of outputs.entries()) {
    const [name, inner] = path;
    record[name] = inner === undefined ? values[index] : { ...Object(record[name]), [inner]: values[index] };
  }
  return record;
}
