import type { Answer } from '../database-driver.js';
import { isPlanCommon } from './kept-plan.js';
import type { Model } from './model.js';
import { compileFirstSelect, compileFrom, compileOrder, compilePage, type Decode } from './select.js';
import { type Compiled, column, type Json, type Statement, Unsupported } from './statement.js';
import { compileWhere, type Table } from './where.js';

/** The only column of the only row. */
function textOf({ rows }: Answer): string | null {
  const text = rows[0]?.[0];
  return typeof text === 'string' ? text : null;
}

export function compileFindMany(sql: Statement, model: Model, args: Json): Compiled {
  const { rows, decode } = rowsOf(sql, model, args);
  return {
    text: `SELECT coalesce(json_agg(x.j), '[]')::text AS json FROM (${rows}) x`,
    read: (answer) => (JSON.parse(textOf(answer) ?? '[]') as readonly unknown[]).map(decode),
  };
}

export function compileFindFirst(sql: Statement, model: Model, args: Json): Compiled {
  const { text, read } = compileFindOne(sql, model, args);
  return { text, read: (answer) => read(answer) ?? null };
}

/** A record that must be there. */
export function compileFindOne(sql: Statement, model: Model, args: Json): Compiled {
  if (args.take !== undefined) throw new Unsupported('take');
  const { rows, decode } = rowsOf(sql, model, { ...args, take: 1 });
  return {
    text: `SELECT (${rows})::text AS json`,
    read: (answer) => {
      const json = textOf(answer);
      return json === null ? undefined : decode(JSON.parse(json));
    },
  };
}

export function compileCount(sql: Statement, model: Model, args: Json): Compiled {
  const { where = {}, ...rest } = args;
  if (Object.values(rest).some((value) => value !== undefined)) throw new Unsupported('count');
  const alias = sql.alias();
  const condition = compileWhere(sql, { model, alias, isCounted: true }, where);
  return {
    text: `SELECT count(*)::text AS json FROM "${model.name}" ${alias} WHERE ${condition}`,
    read: (answer) => Number(textOf(answer)),
  };
}

function rowsOf(sql: Statement, model: Model, args: Json) {
  let decode: Decode = (row) => row;
  const rows = compileRows(sql, model, args, (table) => {
    const row = compileFirstSelect(sql, table, args);
    decode = row.decode;
    return `${row.sql} AS j`;
  });
  return { rows, decode };
}

/** A page of rows in their order. Far pages find their ids first, so that nothing is built for the rows that are skipped. */
export function compileRows(sql: Statement, model: Model, args: Json, selected: (table: Table) => string): string {
  const table = { model, alias: sql.alias() };
  const row = selected(table);
  const isFarPage = typeof args.skip === 'number' && args.skip > 0;
  const { target: inner, from } = compileFrom(sql, isFarPage ? { model, alias: sql.alias() } : table, args.orderBy);
  const condition = args.where === undefined ? 'TRUE' : compileWhere(sql, inner, args.where);
  const isPlanKept = !isFarPage && (sql.values.length === 0 || isPlanCommon(model, args));
  const page = compilePage(sql, inner, args, isPlanKept);
  const source = `${from} WHERE ${condition}${page}`;
  if (!isFarPage) return `SELECT ${row} ${source}`;

  const ids = `(SELECT ${column(inner.alias, 'id')} ${source}) k`;
  const order = compileOrder(sql, table, args.orderBy);
  const joined = `${column(table.alias, 'id')} = k.id`;
  return `SELECT ${row} FROM ${ids} JOIN "${model.name}" ${table.alias} ON ${joined}${order}`;
}
