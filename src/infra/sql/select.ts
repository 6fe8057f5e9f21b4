import { isKept } from '../../core/kept.js';
import type { Relation } from './model.js';
import { column, isJson, type Json, type Statement, Unsupported } from './statement.js';
import { compileWhere, type Table } from './where.js';

/** Turns the JSON that the database built into the value Prisma would have answered. */
export type Decode = (value: unknown) => unknown;

export interface Selected {
  /** SQL that builds one JSON array per row. */
  readonly sql: string;
  readonly decode: Decode;
}

interface Output {
  readonly key: string;
  readonly sql: string;
  readonly decode: Decode | null;
}

const toDate: Decode = (milliseconds) => (milliseconds === null ? null : new Date(Number(milliseconds)));

/** A selection compiled at the start of a statement, with what it takes of the names and parameters there. */
interface KeptSelection extends Selected {
  readonly values: readonly unknown[];
  readonly tables: number;
}

const kept = new WeakMap<object, KeptSelection>();

/** `compileSelect` as the first of a statement, whose only table has a name: once for all statements if the selection is kept. */
export function compileFirstSelect(sql: Statement, table: Table, args: Json): Selected {
  const wanted = args.select ?? args.include;
  if (!isKept(wanted)) return compileSelect(sql, table, args);
  let selected = kept.get(wanted);
  if (selected) {
    sql.values.push(...selected.values);
    sql.tables = selected.tables;
    return selected;
  }
  selected = { ...compileSelect(sql, table, args), values: [...sql.values], tables: sql.tables };
  kept.set(wanted, selected);
  return selected;
}

/** The columns and relations that `select` or `include` name, as one JSON array per row of the aliased table. */
export function compileSelect(sql: Statement, table: Table, args: Json): Selected {
  const outputs = outputsOf(sql, table, args);
  const keys = outputs.map(({ key }) => key);
  const decoders = outputs.map(({ decode }) => decode);
  return {
    sql: `json_build_array(${outputs.map((output) => output.sql).join(', ')})`,
    decode: (row) => {
      const values = row as readonly unknown[];
      const record: Record<string, unknown> = {};
      for (let index = 0; index < keys.length; index++) {
        const decode = decoders[index];
        const value = values[index];
        record[keys[index] as string] = decode ? decode(value) : value;
      }
      return record;
    },
  };
}

function outputsOf(sql: Statement, table: Table, { select, include, omit }: Json): Output[] {
  if (omit !== undefined) throw new Unsupported('omit');
  if (isJson(select)) return picked(sql, table, select);
  const scalars = [...table.model.scalars.keys()].map((name) => scalarOutput(table, name));
  return isJson(include) ? [...scalars, ...picked(sql, table, include)] : scalars;
}

function picked(sql: Statement, table: Table, wanted: Json): Output[] {
  return Object.entries(wanted).flatMap(([key, args]) => {
    if (args === undefined || args === false) return [];
    if (table.model.scalars.has(key)) return [scalarOutput(table, key)];
    if (key === '_count') return [countOutput(sql, table, args)];

    const relation = table.model.relations.get(key);
    if (!relation) throw new Unsupported(`select ${key}`);
    const nested = args === true ? {} : args;
    if (!isJson(nested)) throw new Unsupported(`select ${key}`);
    const output = relation.isList ? listOutput(sql, table, relation, nested) : oneOutput(sql, table, relation, nested);
    return [{ key, ...output }];
  });
}

function scalarOutput({ model, alias }: Table, name: string): Output {
  const value = column(alias, name);
  if (!model.scalars.get(name)?.isDate) return { key: name, sql: value, decode: null };
  return { key: name, sql: `(extract(epoch FROM ${value}) * 1000)`, decode: toDate };
}

function oneOutput(sql: Statement, table: Table, relation: Relation, args: Json) {
  const { from, target } = joined(sql, table, relation, args);
  const { sql: row, decode } = compileSelect(sql, target, args);
  return {
    sql: `(SELECT ${row} ${from} LIMIT 1)`,
    decode: (value: unknown) => (value === null ? null : decode(value)),
  };
}

function listOutput(sql: Statement, table: Table, relation: Relation, args: Json) {
  const valuesBefore = sql.values.length;
  const { from, target } = joined(sql, table, relation, args);
  const isFiltered = sql.values.length > valuesBefore;
  const { sql: row, decode } = compileSelect(sql, target, args);
  const rows = `SELECT ${row} AS j ${from}${compilePage(sql, target, args, !isFiltered)}`;
  return {
    sql: `(SELECT coalesce(json_agg(x.j), '[]') FROM (${rows}) x)`,
    decode: (value: unknown) => (value as readonly unknown[]).map(decode),
  };
}

function countOutput(sql: Statement, table: Table, args: unknown): Output {
  const wanted = isJson(args) && isJson(args.select) ? args.select : null;
  if (!wanted) throw new Unsupported('_count');
  const counts = Object.entries(wanted).flatMap(([name, of]) => {
    if (of === undefined || of === false) return [];
    const relation = table.model.relations.get(name);
    if (!relation?.isList) throw new Unsupported(`_count ${name}`);
    const { from } = joined(sql, table, relation, isJson(of) ? of : {});
    return [`'${name}', (SELECT count(*) ${from})`];
  });
  return { key: '_count', sql: `json_build_object(${counts.join(', ')})`, decode: null };
}

function joined(sql: Statement, table: Table, relation: Relation, args: Json) {
  const { target, from } = compileFrom(sql, { model: sql.model(relation.target), alias: sql.alias() }, args.orderBy);
  const own = `${column(target.alias, relation.targetColumn)} = ${column(table.alias, relation.ownColumn)}`;
  const where = args.where === undefined ? 'TRUE' : compileWhere(sql, target, args.where);
  const condition = where === 'TRUE' ? own : `${own} AND ${where}`;
  return { target, from: `${from} WHERE ${condition}` };
}

/** The table, joined with the rows that it is ordered by: only so can their index give the order. */
export function compileFrom(
  sql: Statement,
  { model, alias }: Table,
  orderBy: unknown,
): { target: Table; from: string } {
  const rows = new Map<string, Table>();
  const joins = (Array.isArray(orderBy) ? orderBy : [orderBy]).flatMap((order) =>
    Object.entries(isJson(order) ? order : {}).map(([key, by]) => {
      const relation = model.relations.get(key);
      if (!relation?.isRequired || rows.has(key)) return '';
      const row = { model: sql.model(relation.target), alias: sql.alias() };
      const { target, from } = compileFrom(sql, row, by);
      rows.set(key, target);
      const on = `${column(target.alias, relation.targetColumn)} = ${column(alias, relation.ownColumn)}`;
      return ` JOIN ${from.includes(' JOIN ') ? `(${from.slice(5)})` : from.slice(5)} ON ${on}`;
    }),
  );
  return { target: { model, alias, joined: rows }, from: `FROM "${model.name}" ${alias}${joins.join('')}` };
}

/**
 * ORDER BY, LIMIT and OFFSET with a blank in front; empty when nothing is asked for. PostgreSQL keeps the plan of a statement if its
 * limits are part of it. Otherwise it plans anew every time, which is right where the best plan depends on what is filtered by.
 */
export function compilePage(sql: Statement, table: Table, args: Json, isLimitFixed: boolean): string {
  const { orderBy, take, skip, cursor, distinct } = args;
  if (cursor !== undefined || distinct !== undefined) throw new Unsupported('cursor or distinct');
  const order = compileOrder(sql, table, orderBy);
  const limit = isLimitFixed && Number.isInteger(take) ? String : sql.bind;
  return order + bound(limit, 'LIMIT', take) + bound(sql.bind, 'OFFSET', skip);
}

function bound(write: (rows: number) => string, word: string, rows: unknown): string {
  if (rows === undefined || (word === 'OFFSET' && rows === 0)) return '';
  if (typeof rows !== 'number' || rows < 0) throw new Unsupported(word);
  return ` ${word} ${write(rows)}`;
}

export function compileOrder(sql: Statement, table: Table, orderBy: unknown): string {
  if (orderBy === undefined) return '';
  const keys = (Array.isArray(orderBy) ? orderBy : [orderBy]).flatMap((order) => orderKeys(sql, table, order));
  return keys.length === 0 ? '' : ` ORDER BY ${keys.join(', ')}`;
}

function orderKeys(sql: Statement, table: Table, order: unknown): string[] {
  if (!isJson(order)) throw new Unsupported('orderBy');
  return Object.entries(order).flatMap(([key, by]) => {
    if (by === undefined) return [];
    if (table.model.scalars.has(key)) return [`${column(table.alias, key)} ${direction(by)}`];
    const relation = table.model.relations.get(key);
    if (!relation || relation.isList || !isJson(by)) throw new Unsupported(`orderBy ${key}`);
    const row = table.joined?.get(key);
    return row ? orderKeys(sql, row, by) : relatedKeys(sql, table, relation, by);
  });
}

function relatedKeys(sql: Statement, table: Table, relation: Relation, by: Json): string[] {
  return Object.entries(by).map(([key, sort]) => {
    const { target, from } = joined(sql, table, relation, {});
    if (!target.model.scalars.has(key)) throw new Unsupported(`orderBy ${key}`);
    return `(SELECT ${column(target.alias, key)} ${from}) ${direction(sort)}`;
  });
}

function direction(by: unknown): string {
  const { sort, nulls } = isJson(by) ? by : { sort: by, nulls: undefined };
  if (sort !== 'asc' && sort !== 'desc') throw new Unsupported('sort');
  if (nulls === undefined) return sort.toUpperCase();
  return `${sort.toUpperCase()} NULLS ${nulls === 'first' ? 'FIRST' : 'LAST'}`;
}
