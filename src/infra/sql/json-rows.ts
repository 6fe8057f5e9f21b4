import type { JsonColumn, JsonColumns, JsonRows, Total } from '../../core/json-rows.js';
import type { Model, Scalar } from './model.js';
import { compileRows } from './read.js';
import { compileOrder } from './select.js';
import { column, type Statement, Unsupported } from './statement.js';
import { compileWhere } from './where.js';

/** The page whose rows are written; what they are joined with has the name of its path. */
const PAGE = 'page';

/** How the rows of a model are written, apart from which they are. */
interface Writing {
  /** What the page must have of the table. */
  readonly own: readonly string[];
  /** SQL for a row's JSON. */
  readonly row: string;
  readonly joins: string;
}

const writings = new WeakMap<JsonColumns, Writing>();

/** A table with `json` and `rows`. */
export function compileJsonRows(sql: Statement, { model: name, page, columns }: JsonRows): string {
  const model = sql.model(name);
  const writing = writings.get(columns) ?? writingOf(sql, model, columns);
  writings.set(columns, writing);
  const own = new Set([...writing.own, ...orderKeys(model, page.orderBy)]);
  const rows = compileRows(sql, model, { ...page }, ({ alias }) =>
    [...own].map((each) => column(alias, each)).join(', '),
  );
  const order = compileOrder(sql, { model, alias: PAGE }, page.orderBy);
  return `(SELECT '[' || coalesce(string_agg(j, ','), '') || ']' AS json, count(*)::int AS rows
    FROM (SELECT ${writing.row} AS j FROM (${rows}) ${PAGE}${writing.joins}${order}) r)`;
}

/** A number, zero for no records. */
export function compileTotal(sql: Statement, { model: name, where, column: summed }: Total): string {
  const model = sql.model(name);
  const alias = sql.alias();
  if (summed !== null && !model.scalars.has(summed)) throw new Unsupported(`sum of ${summed}`);
  const value = summed === null ? 'count(*)' : `coalesce(sum(${column(alias, summed)}), 0)`;
  const condition = compileWhere(sql, { model, alias, isCounted: true }, where);
  return `(SELECT ${value} FROM "${model.name}" ${alias} WHERE ${condition})`;
}

/**
 * Joins are lateral and fenced: the planner has nothing to choose, so that a plan costs little where it is made anew, the page
 * stays in its order, and rows that many have in common are looked up once. Rows are put together as text, in a quarter less time
 * than `row_to_json` takes, which walks along each row anew for every column of it.
 */
function writingOf(sql: Statement, root: Model, columns: JsonColumns): Writing {
  const page = { model: root, alias: PAGE, link: null, isSure: true, used: new Set<string>() };
  const tables = new Map<string, Joined>([['', page]]);
  const parts = Object.entries(columns).flatMap(([key, each], index) => [
    literal(`${index === 0 ? '{' : ','}${JSON.stringify(key)}:`),
    ...writtenValue(sql, tables, each),
  ]);
  const joins = [...tables.values()].flatMap(({ model, alias, link, used }) => {
    if (!link) return [];
    const found = [...used].map((name) => column('x', name)).join(', ');
    return ` LEFT JOIN LATERAL (SELECT ${found} FROM "${model.name}" x WHERE ${link} OFFSET 0) ${alias} ON TRUE`;
  });
  return { own: [...page.used], row: concatenated([...parts, literal('}')]), joins: joins.join('') };
}

/** SQL that gives text as it is to be read in JSON. */
type Part = { readonly text: string } | { readonly sql: string };

function literal(text: string): Part {
  return { text };
}

/** A function may have a hundred arguments. */
const ARGUMENTS_MAX = 100;

function concatenated(parts: readonly Part[]): string {
  const merged: Part[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (last && 'text' in last && 'text' in part) merged[merged.length - 1] = { text: last.text + part.text };
    else merged.push(part);
  }
  const args = merged.map((part) => ('sql' in part ? part.sql : `'${part.text.replaceAll("'", "''")}'`));
  const calls: string[] = [];
  for (let start = 0; start < args.length; start += ARGUMENTS_MAX) {
    calls.push(`concat(${args.slice(start, start + ARGUMENTS_MAX).join(', ')})`);
  }
  return calls.join(' || ');
}

interface Joined {
  readonly model: Model;
  readonly alias: string;
  /** The condition by which its row is found; null for the page itself. */
  readonly link: string | null;
  /** Whether every row of the page has one. */
  readonly isSure: boolean;
  readonly used: Set<string>;
}

/** The columns that a page is ordered by. */
function orderKeys({ scalars }: Model, orderBy: object): string[] {
  const keys = [orderBy].flat().flatMap(Object.keys);
  if (keys.some((key) => !scalars.has(key))) throw new Unsupported(`order by ${keys.join()}`);
  return keys;
}

function writtenValue(sql: Statement, tables: Map<string, Joined>, wanted: JsonColumn): Part[] {
  if ('always' in wanted) return [literal(String(wanted.always))];
  if ('has' in wanted) return [writtenFlag(hasRelated(sql, tableOf(sql, tables, []), wanted.has))];
  const path = wanted.path.split('.');
  const name = String(path.pop());
  const table = tableOf(sql, tables, path);
  const scalar = table.model.scalars.get(name);
  if (!scalar) throw new Unsupported(`column ${wanted.path}`);
  table.used.add(name);
  const value = column(table.alias, name);
  const written = wanted.names ? namedValue(value, wanted.names) : writtenScalar(value, scalar);
  return table.isSure && scalar.isRequired ? written : orNull(value, written);
}

function writtenScalar(value: string, { type, isDate }: Scalar): Part[] {
  if (type === 'Int') return [{ sql: value }];
  if (type === 'Boolean') return [writtenFlag(value)];
  if (isDate) return [literal('"'), { sql: `replace(${value}::timestamp::text, ' ', 'T')` }, literal('Z"')];
  return [{ sql: `to_json(${value})` }];
}

function writtenFlag(value: string): Part {
  return { sql: `CASE WHEN ${value} THEN 'true' ELSE 'false' END` };
}

function orNull(value: string, written: readonly Part[]): Part[] {
  return [{ sql: `CASE WHEN ${value} IS NULL THEN 'null' ELSE ${concatenated(written)} END` }];
}

function tableOf(sql: Statement, tables: Map<string, Joined>, path: readonly string[]): Joined {
  const known = tables.get(path.join('.'));
  if (known) return known;
  const parent = tableOf(sql, tables, path.slice(0, -1));
  const relation = parent.model.relations.get(String(path.at(-1)));
  if (!relation || relation.isList) throw new Unsupported(`relation ${path.join('.')}`);
  parent.used.add(relation.ownColumn);
  const link = `${column('x', relation.targetColumn)} = ${column(parent.alias, relation.ownColumn)}`;
  const table = {
    model: sql.model(relation.target),
    alias: `"${path.join('.')}"`,
    link,
    isSure: parent.isSure && relation.isRequired,
    used: new Set<string>(),
  };
  tables.set(path.join('.'), table);
  return table;
}

function hasRelated(sql: Statement, { model, alias, used }: Joined, name: string): string {
  const relation = model.relations.get(name);
  if (!relation?.isList) throw new Unsupported(`relation ${name}`);
  used.add(relation.ownColumn);
  const link = `${column('x', relation.targetColumn)} = ${column(alias, relation.ownColumn)}`;
  return `EXISTS (SELECT FROM "${sql.model(relation.target).name}" x WHERE ${link})`;
}

function namedValue(value: string, names: Readonly<Record<string, string>>): Part[] {
  const cases = Object.entries(names).map(([each, name]) => `WHEN '${each}' THEN '${JSON.stringify(name)}'`);
  return [{ sql: `CASE ${value} ${cases.join(' ')} END` }];
}
