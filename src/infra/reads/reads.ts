import type { PrismaClient } from '../../generated/prisma/client.js';
import { type Model, readModels } from './model.js';
import { compileOrder, compilePage, compileSelect } from './select.js';
import { column, isJson, type Json, newStatement, type Statement, Unsupported } from './statement.js';
import { compileWhere } from './where.js';

/** Runs a statement that answers one row with one text (or null). */
export type RunStatement = (text: string, values: readonly unknown[]) => Promise<string | null>;

interface Query {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly decode: (json: string | null) => unknown;
}

type Read = (args?: unknown) => Promise<unknown>;

/**
 * The client with its reads done by one SQL statement each, relations as nested JSON. Answers what Prisma would
 * answer at a fraction of the CPU; arguments it does not know are left to Prisma, and so are transactions.
 */
export function withFastReads(client: PrismaClient, run: RunStatement): PrismaClient {
  const models = readModels();
  const delegates = new Map<string, object>();
  for (const model of models.values()) {
    const name = `${model.name.charAt(0).toLowerCase()}${model.name.slice(1)}`;
    const delegate = Reflect.get(client, name) as Readonly<Record<string, Read>>;
    delegates.set(name, fastDelegate(delegate, model, models, run));
  }
  return new Proxy(client, {
    get: (target, name) => (typeof name === 'string' && delegates.get(name)) || Reflect.get(target, name),
  });
}

function fastDelegate(
  delegate: Readonly<Record<string, Read>>,
  model: Model,
  models: ReadonlyMap<string, Model>,
  run: RunStatement,
): object {
  const read = (
    compile: (sql: Statement, model: Model, args: Json) => Omit<Query, 'values'>,
    fallback: string,
  ): Read => {
    return async (args = {}) => {
      const query = attempt(() => {
        const sql = newStatement(models);
        return { ...compile(sql, model, isJson(args) ? args : {}), values: sql.values };
      });
      return query ? query.decode(await run(query.text, query.values)) : delegate[fallback]?.(args);
    };
  };

  const fast: Readonly<Record<string, Read>> = {
    findMany: read(compileMany, 'findMany'),
    findFirst: read(compileFirst, 'findFirst'),
    findUnique: read(compileFirst, 'findUnique'),
    count: read(compileCount, 'count'),
  };
  return new Proxy(delegate, { get: (target, name) => fast[String(name)] ?? Reflect.get(target, name) });
}

function attempt(compile: () => Query): Query | null {
  try {
    return compile();
  } catch (error) {
    if (error instanceof Unsupported) return null;
    throw error;
  }
}

function compileMany(sql: Statement, model: Model, args: Json): Omit<Query, 'values'> {
  const { rows, decode } = rowsOf(sql, model, args);
  return {
    text: `SELECT coalesce(json_agg(x.j), '[]')::text AS json FROM (${rows}) x`,
    decode: (json) => (JSON.parse(json ?? '[]') as readonly unknown[]).map(decode),
  };
}

function compileFirst(sql: Statement, model: Model, args: Json): Omit<Query, 'values'> {
  if (args.take !== undefined) throw new Unsupported('take');
  const { rows, decode } = rowsOf(sql, model, { ...args, take: 1 });
  return {
    text: `SELECT (${rows})::text AS json`,
    decode: (json) => (json === null ? null : decode(JSON.parse(json))),
  };
}

function compileCount(sql: Statement, model: Model, args: Json): Omit<Query, 'values'> {
  const { where = {}, ...rest } = args;
  if (Object.values(rest).some((value) => value !== undefined)) throw new Unsupported('count');
  const alias = sql.alias();
  const condition = compileWhere(sql, { model, alias }, where);
  return {
    text: `SELECT count(*)::text AS json FROM "${model.name}" ${alias} WHERE ${condition}`,
    decode: Number,
  };
}

/** Far pages find their ids first, so that nothing is built for the rows that are skipped. */
function rowsOf(sql: Statement, model: Model, args: Json) {
  const table = { model, alias: sql.alias() };
  const { sql: row, decode } = compileSelect(sql, table, args);
  const isFarPage = typeof args.skip === 'number' && args.skip > 0;
  const inner = isFarPage ? { model, alias: sql.alias() } : table;
  const condition = args.where === undefined ? 'TRUE' : compileWhere(sql, inner, args.where);
  const page = compilePage(sql, inner, args);
  const source = `FROM "${model.name}" ${inner.alias} WHERE ${condition}${page}`;
  if (!isFarPage) return { rows: `SELECT ${row} AS j ${source}`, decode };

  const ids = `(SELECT ${column(inner.alias, 'id')} ${source}) k`;
  const order = compileOrder(sql, table, args.orderBy);
  const joined = `${column(table.alias, 'id')} = k.id`;
  return { rows: `SELECT ${row} AS j FROM ${ids} JOIN "${model.name}" ${table.alias} ON ${joined}${order}`, decode };
}
