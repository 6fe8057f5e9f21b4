import type { ArgBuilder } from '@pothos/core';
import type { PrismaModelTypes } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../core/context.js';
import { AppError } from '../core/errors.js';
import { filterClause } from '../core/filter.js';
import { type Clause, keySelection } from '../core/keyset.js';
import { type Principal, signedIn } from '../core/principal.js';
import type { Types } from './builder.js';
import { readId } from './ids.js';
import { type Connection, filterSpecs, type List } from './list.js';
import { modelOf } from './model.js';
import { type Page, type PageArgs, type PageClause, pageClause, readPage, toPage } from './page.js';
import { selectionFor } from './selection.js';

type RootBuilder = PothosSchemaTypes.QueryFieldBuilder<Types, Types['Root']>;
type Args = ArgBuilder<Types>;

interface ListArgs extends PageArgs {
  readonly filter?: object | null;
}

const NODE_PATHS = [['nodes'], ['edges', 'node']];

/** A list that starts at the root: one statement for the page with all that hangs on it, one for the count. */
export function rootList(t: RootBuilder, list: List, description: string) {
  return t.field({
    type: list.connection,
    description,
    args: listArgs(t.arg, list),
    resolve: (_root, args: ListArgs, ctx, info) => connect(ctx, list, args, {}, info),
  });
}

/** A connection with statements of its own, for lists that no relation leads to. */
export function connect(
  ctx: Context,
  list: List,
  args: ListArgs,
  within: Clause,
  info: GraphQLResolveInfo,
): Connection {
  const request = readPage(list.order, args);
  const matching = both(within, filterOf(ctx, list, args));
  const where = both(list.visible(signedIn(ctx)), matching);
  const shape = selectionOf(list, request.keys, ctx, info);
  const query = { ...shape, ...pageClause(request, where) };
  const model = modelOf(ctx, list);
  return {
    request,
    page: once(async () => toPage(request, await model.findMany(query))),
    total: () => (list.count ? list.count(ctx, matching) : model.count({ where })),
  };
}

interface NestedOptions<Relation extends string> {
  readonly description: string;
  /** The relation of the parent's model. */
  readonly relation: Relation;
  /** The relation from a row of the join table to the record. */
  readonly through?: string;
  /** The rows of the join table that count. */
  readonly joined?: Clause;
  /** The records that the caller can see here. */
  readonly visible: (who: Principal) => Clause;
}

/** A list that hangs on a record, read in the statement that reads the record. */
export function nestedList<Model extends PrismaModelTypes, Shape extends object>(
  t: PothosSchemaTypes.PrismaObjectFieldBuilder<Types, Model, Shape>,
  list: List,
  options: NestedOptions<Model['ListRelations']>,
) {
  const { description, relation, through } = options;
  const clauseOf = (ctx: Context, args: ListArgs) => nestedClause(ctx, list, args, options);

  const select: NestedSelect = (args, ctx, nestedSelection, selectedNames) => {
    const clauses = orNull(() => clauseOf(ctx, args));
    if (!clauses) return null;
    const names = selectedNames();
    const counted = { _count: { select: { [relation]: { where: clauses.where } } } };
    const rows = () => nestedRows(list, clauses, nestedSelection, through);
    return { select: { ...(names.has('totalCount') && counted), ...(hasRows(names) && { [relation]: rows() }) } };
  };

  return t.field({
    type: list.connection,
    description,
    args: listArgs(t.arg, list),
    extensions: { pothosPrismaSelect: select },
    resolve: (parent, args: ListArgs, ctx): Connection => {
      const found = property(parent, relation);
      const total = property(property(parent, '_count'), relation);
      // The selection was left out because an argument is wrong: say so here, where the path is right.
      if (found === undefined && total === undefined) clauseOf(ctx, args);
      const request = readPage(list.order, args);
      const rows = Array.isArray(found) ? found.map((row) => (through ? property(row, through) : row)) : [];
      return { request, page: (): Page<object> => toPage(request, rows), total: () => Number(total ?? 0) };
    },
  });
}

/** Pothos' planner calls it with more than its types tell: the names of the fields selected beneath. */
type NestedSelect = (
  args: ListArgs,
  ctx: Context,
  nestedSelection: (query: object, path: object) => object,
  selectedNames: () => ReadonlySet<string>,
) => { select: Clause } | null;

interface NestedClauses {
  readonly where: Clause;
  readonly page: PageClause;
  readonly selection: Clause;
}

function nestedClause(
  ctx: Context,
  list: List,
  args: ListArgs,
  { visible, through, joined = {} }: NestedOptions<string>,
): NestedClauses {
  const request = readPage(list.order, args);
  const records = both(visible(signedIn(ctx)), filterOf(ctx, list, args));
  const where = through ? both(joined, { [through]: records }) : records;
  return { where, page: pageClause(request, where, through), selection: keySelection(request.keys) };
}

function nestedRows(
  list: List,
  { page, selection }: NestedClauses,
  nestedSelection: Parameters<NestedSelect>[2],
  through: string | undefined,
): Clause {
  const beneath = { getType: () => list.node.name, paths: NODE_PATHS.map((path) => path.map((name) => ({ name }))) };
  const record = nestedSelection({ select: selection }, beneath);
  return through ? { ...page, select: { [through]: record } } : { ...page, ...record };
}

function selectionOf(list: List, keys: Parameters<typeof keySelection>[0], context: Context, info: GraphQLResolveInfo) {
  return selectionFor(context, info, { typeName: list.node.name, paths: NODE_PATHS, select: keySelection(keys) });
}

/** The filter of a list, compiled for the caller. */
export function filterOf(ctx: Context, list: List, { filter }: Pick<ListArgs, 'filter'>): Clause {
  if (!filter) return {};
  const scope = { who: signedIn(ctx), now: ctx.now(), specs: filterSpecs, readId };
  return filterClause(scope, filterSpecs.get(list.filter.entity) ?? list.filter, { ...filter });
}

/** The arguments that every list has. */
export function listArgs(arg: Args, list: List) {
  return {
    first: arg.int({
      description: 'How many rows from the start, 1 to 100; 25 if neither `first` nor `last` is given.',
    }),
    after: arg.string({ description: 'Only rows after this cursor.' }),
    last: arg.int({ description: 'How many rows from the end, 1 to 100, in the same order.' }),
    before: arg.string({ description: 'Only rows before this cursor.' }),
    filter: arg({ type: list.filterInput, description: 'Only rows that match.' }),
    orderBy: arg({ type: [list.orderInput], description: 'The order, most important key first; the id breaks ties.' }),
  };
}

function hasRows(names: ReadonlySet<string>): boolean {
  return ['nodes', 'edges', 'pageInfo'].some((name) => names.has(name));
}

function both(first: Clause, second: Clause): Clause {
  if (Object.keys(second).length === 0) return first;
  return Object.keys(first).length === 0 ? second : { AND: [first, second] };
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** Caller's mistakes are kept for the field's own resolver. */
function orNull<Result>(work: () => Result): Result | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** The work, done when it is first asked for. */
export function once<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}
