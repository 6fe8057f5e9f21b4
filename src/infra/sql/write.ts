import type { Model, Relation } from './model.js';
import { compileSelect, type Decode } from './select.js';
import { type Compiled, column, isJson, type Json, type Statement, Unsupported } from './statement.js';
import { compileValue } from './values.js';
import { compileWhere } from './where.js';

/** More parameters than this the protocol does not take. */
const VALUES_MAX = 60_000;

interface Table {
  readonly model: Model;
  readonly alias: string;
}

/** One record, perhaps with those that hang on it. */
export function compileCreate(sql: Statement, model: Model, args: Json): Compiled {
  const { data, select } = only(args, 'data', 'select');
  const table = { model, alias: sql.alias() };
  const { columns, related } = splitData(model, data);
  const { row, decode } = compileReturned(sql, table, select);
  const insert = compileInsert(sql, table, [columns]);
  const read: Compiled['read'] = ({ rows }) => decode(rows[0]?.[0]);
  if (related.length === 0) return { text: `${insert} RETURNING ${row}`, read };

  const inserts = related.map(([relation, rows], index) => `, c${index} AS (${compileRelated(sql, relation, rows)})`);
  return { text: `WITH p AS (${insert} RETURNING *)${inserts.join('')} SELECT ${row} FROM p ${table.alias}`, read };
}

export function compileCreateMany(sql: Statement, model: Model, args: Json): Compiled {
  const { data, skipDuplicates } = only(args, 'data', 'skipDuplicates');
  const insert = compileInsert(sql, { model, alias: sql.alias() }, rowsOf(data));
  return { text: `${insert}${skipDuplicates ? ' ON CONFLICT DO NOTHING' : ''}`, read: ({ count }) => ({ count }) };
}

export function compileCreateManyAndReturn(sql: Statement, model: Model, args: Json): Compiled {
  const { data, skipDuplicates, select } = only(args, 'data', 'skipDuplicates', 'select');
  const table = { model, alias: sql.alias() };
  const { row, decode } = compileReturned(sql, table, select);
  const insert = `${compileInsert(sql, table, rowsOf(data))}${skipDuplicates ? ' ON CONFLICT DO NOTHING' : ''}`;
  return { text: `${insert} RETURNING ${row}`, read: ({ rows }) => rows.map(([json]) => decode(json)) };
}

/** A record that must be there. */
export function compileUpdate(sql: Statement, model: Model, args: Json): Compiled {
  const { text, read } = compileUpdateManyAndReturn(sql, model, args);
  // No element is undefined: then Prisma has to explain.
  return { text, read: (answer) => (read(answer) as readonly unknown[])[0] };
}

export function compileUpdateMany(sql: Statement, model: Model, args: Json): Compiled {
  const change = compileChange(sql, { model, alias: sql.alias() }, only(args, 'data', 'where'));
  return { text: change, read: ({ count }) => ({ count }) };
}

export function compileUpdateManyAndReturn(sql: Statement, model: Model, args: Json): Compiled {
  const table = { model, alias: sql.alias() };
  const { row, decode } = compileReturned(sql, table, args.select);
  const change = compileChange(sql, table, only(args, 'data', 'where', 'select'));
  return { text: `${change} RETURNING ${row}`, read: ({ rows }) => rows.map(([json]) => decode(json)) };
}

/** A record that must be there. */
export function compileDelete(sql: Statement, model: Model, args: Json): Compiled {
  const { where, select } = only(args, 'where', 'select');
  const table = { model, alias: sql.alias() };
  const { row, decode } = compileReturned(sql, table, select);
  const read: Compiled['read'] = ({ rows }) => (rows[0] ? decode(rows[0][0]) : undefined);
  return { text: `${compileRemoval(sql, table, where)} RETURNING ${row}`, read };
}

export function compileDeleteMany(sql: Statement, model: Model, args: Json): Compiled {
  const { where = {} } = only(args, 'where');
  return { text: compileRemoval(sql, { model, alias: sql.alias() }, where), read: ({ count }) => ({ count }) };
}

function compileRemoval(sql: Statement, table: Table, where: unknown): string {
  return `DELETE FROM "${table.model.name}" ${table.alias} WHERE ${compileWhere(sql, table, where)}`;
}

/** The arguments, of which no others may be given. */
function only(args: Json, ...names: readonly string[]): Json {
  for (const [name, value] of Object.entries(args)) {
    if (value !== undefined && !names.includes(name)) throw new Unsupported(name);
  }
  return args;
}

/** What is answered about a written row. */
function compileReturned(sql: Statement, table: Table, select: unknown): { row: string; decode: Decode } {
  const isFlat = !isJson(select) || Object.keys(select).every((key) => table.model.scalars.has(key));
  if (!isFlat) throw new Unsupported('relations of a written row');
  const { sql: row, decode } = compileSelect(sql, table, { select });
  return { row: `${row}::text AS json`, decode: (json) => decode(JSON.parse(String(json))) };
}

function compileChange(sql: Statement, table: Table, { data, where = {} }: Json): string {
  if (!isJson(data)) throw new Unsupported('data');
  const changes = Object.entries(data).flatMap(([key, value]) =>
    value === undefined ? [] : [`"${key}" = ${compileChangedValue(sql, table, key, value)}`],
  );
  if (changes.length === 0) throw new Unsupported('empty data');
  const set = changes.join(', ');
  return `UPDATE "${table.model.name}" ${table.alias} SET ${set} WHERE ${compileWhere(sql, table, where)}`;
}

function compileChangedValue(sql: Statement, { model, alias }: Table, key: string, value: unknown): string {
  const scalar = model.scalars.get(key);
  if (!scalar) throw new Unsupported(`data ${key}`);
  if (!isJson(value) || scalar.isList || scalar.type === 'Json') return compileValue(sql, scalar, value);

  const [[operator, operand] = ['', null], ...others] = Object.entries(value);
  if (others.length > 0) throw new Unsupported(`data ${key}`);
  if (operator === 'set') return compileValue(sql, scalar, operand);
  if (operator !== 'increment' || operand === null) throw new Unsupported(operator);
  return `${column(alias, key)} + ${compileValue(sql, scalar, operand)}`;
}

/** Rows of values, and of columns that have the same SQL in all of them. */
function compileInsert(sql: Statement, { model, alias }: Table, rows: readonly Json[], made: MadeColumns = {}): string {
  const given = new Set(rows.flatMap((row) => Object.keys(row).filter((name) => row[name] !== undefined)));
  if (rows.length === 0 || given.size * rows.length > VALUES_MAX) throw new Unsupported('no data, or too much');

  const scalars = [...given].map((name) => {
    const scalar = model.scalars.get(name);
    if (!scalar) throw new Unsupported(`data ${name}`);
    return scalar;
  });
  const tuples = rows.map((row) => {
    const values = scalars.map((scalar) => {
      const value = row[scalar.name];
      return value === undefined ? 'DEFAULT' : compileValue(sql, scalar, value);
    });
    return `(${[...Object.values(made), ...values].join(', ')})`;
  });
  const names = [...Object.keys(made), ...given].map((name) => `"${name}"`);
  if (names.length === 0) throw new Unsupported('no data');
  return `INSERT INTO "${model.name}" AS ${alias} (${names.join(', ')}) VALUES ${tuples.join(', ')}`;
}

/** SQL by the name of the column. */
type MadeColumns = Readonly<Record<string, string>>;

function compileRelated(sql: Statement, relation: Relation, rows: readonly Json[]): string {
  const table = { model: sql.model(relation.target), alias: sql.alias() };
  return compileInsert(sql, table, rows, { [relation.targetColumn]: `(SELECT "${relation.ownColumn}" FROM p)` });
}

/** Columns apart from records that are created along with this one. */
function splitData(model: Model, data: unknown) {
  if (!isJson(data)) throw new Unsupported('data');
  const columns: Record<string, unknown> = {};
  const related: [Relation, readonly Json[]][] = [];
  for (const [key, value] of Object.entries(data)) {
    const relation = value === undefined ? undefined : model.relations.get(key);
    if (!relation) columns[key] = value;
    // Where the foreign key is here, the other record would have to be first.
    else if (relation.ownColumn !== 'id' || !isJson(value)) throw new Unsupported(`data ${key}`);
    else related.push([relation, rowsOf(only(value, 'create').create)]);
  }
  return { columns, related };
}

function rowsOf(data: unknown): readonly Json[] {
  const rows: readonly unknown[] = Array.isArray(data) ? data : [data];
  if (!rows.every(isJson)) throw new Unsupported('data');
  return rows;
}
