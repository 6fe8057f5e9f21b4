import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  parse,
} from 'graphql';
import type { Context } from '../../../src/core/context.js';
import { executePlan, planOf } from '../../../src/graphql/execution/execute.js';
import { encodeId } from '../../../src/graphql/ids.js';
import { recordKinds } from '../../../src/graphql/list.js';
import { schema } from '../../../src/graphql/schema.js';
import { type Look, type Sample, type Saying, sayings } from './values.js';

/** A way to ask for a list. */
export interface Shape {
  readonly name: string;
  readonly isCount: boolean;
  /** Later statements depend on what earlier ones answer. */
  readonly readsAnswers: boolean;
  readonly run: (ctx: Context) => Promise<unknown>;
}

type Field = GraphQLField<unknown, unknown>;

/** Asks as the server does, by the document's plan. */
async function ask(ctx: Context, document: DocumentNode, variables: object): Promise<ExecutionResult['data']> {
  const plan = planOf({ schema, document });
  if (!plan) throw new Error('The document has no plan.');
  const { data, errors } = await executePlan(plan, ctx, { ...variables });
  if (errors) throw errors[0]?.originalError ?? errors[0];
  return data;
}

/** The fields of a type that are lists with filter and order. */
function listFields(type: GraphQLObjectType): Field[] {
  return Object.values(type.getFields()).filter(({ args }) => args.some(({ name }) => name === 'orderBy'));
}

function argumentType(field: Field, name: string): GraphQLNamedType {
  const argument = field.args.find((one) => one.name === name);
  if (!argument) throw new Error(`${field.name} has no ${name}`);
  return getNamedType(argument.type);
}

/** What rows a list has. */
function entityOf(field: Field): string {
  return getNamedType(field.type).name.replace(/Connection$/, '');
}

/** The lists at the root in every order, with every filter, on the first page and later ones, and counted. */
export async function rootShapes(look: Look, admin: Context): Promise<Shape[]> {
  const query = schema.getQueryType();
  const shapes = (query ? listFields(query) : []).map(async (field) => {
    const sample = await look(entityOf(field), 'id');
    const cursors = (orderBy: Order['orderBy']) => cursorsIn(admin, field, sample, orderBy);
    const input = argumentType(field, 'filter');
    if (!isInputObjectType(input)) throw new Error(`${field.name} has no filter`);
    return rootListShapes(field, await sayings(look, entityOf(field), input), cursors);
  });
  return (await Promise.all(shapes)).flat();
}

async function rootListShapes(
  field: Field,
  filters: readonly Saying[],
  cursorsOf: (orderBy: Order['orderBy']) => Promise<string[]>,
): Promise<Shape[]> {
  const { name } = field;
  const filter = argumentType(field, 'filter').name;
  const args = `$filter: ${filter}, $orderBy: [${argumentType(field, 'orderBy').name}!], $after: String`;
  const called = `${name}(filter: $filter, orderBy: $orderBy, after: $after)`;
  const page = parse(`query (${args}) { ${called} { nodes { id } } }`);
  const count = parse(`query ($filter: ${filter}) { ${name}(filter: $filter) { totalCount } }`);
  const shape = (what: string, document: DocumentNode, variables: object): Shape => ({
    name: `${name} ${what}`.trim(),
    isCount: document === count,
    readsAnswers: false,
    run: (ctx) => ask(ctx, document, variables),
  });
  const orders = ordersOf(field, ['ASC', 'DESC']).map(async ({ words, orderBy }) => [
    shape(`by ${words}`, page, { orderBy }),
    ...(await cursorsOf(orderBy)).map((after) => shape(`by ${words} later`, page, { orderBy, after })),
  ]);
  const filtered = filters.flatMap((said) => [
    shape(`where ${said.name}`, page, { filter: said.filter }),
    shape(`count where ${said.name}`, count, { filter: said.filter }),
  ]);
  return [shape('', page, {}), shape('count', count, {}), ...(await Promise.all(orders)).flat(), ...filtered];
}

/** The lists that hang on records, by every key, and counted. */
export async function nestedShapes(look: Look): Promise<Shape[]> {
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  const shapes = types
    .filter(({ name }) => recordKinds.has(name))
    .flatMap((type) =>
      listFields(type).map(async (field) => listShapes(type.name, field, await look(type.name, 'id'))),
    );
  return (await Promise.all(shapes)).flat();
}

function listShapes(type: string, field: Field, [, id]: Sample): Shape[] {
  const order = argumentType(field, 'orderBy').name;
  const list = (rows: string) => `node(id: $id) { ... on ${type} { ${field.name}${rows} } }`;
  const page = parse(`query ($id: ID!, $orderBy: [${order}!]) { ${list('(orderBy: $orderBy) { nodes { id } }')} }`);
  const count = parse(`query ($id: ID!) { ${list(' { totalCount }')} }`);
  const shape = (what: string, document: DocumentNode, variables: object): Shape => ({
    name: `${type}.${field.name} ${what}`.trim(),
    isCount: document === count,
    readsAnswers: true,
    run: (ctx) => ask(ctx, document, { id: encodeId(type, Number(id)), ...variables }),
  });
  // One direction will do: the other is the same walk the other way.
  const ordered = ordersOf(field, ['DESC']).map(({ words, orderBy }) => shape(`by ${words}`, page, { orderBy }));
  return [shape('', page, {}), shape('count', count, {}), ...ordered];
}

interface Order {
  readonly words: string;
  readonly orderBy: readonly object[];
}

/** All orders of one key. */
function ordersOf(field: Field, directions: readonly string[]): Order[] {
  const order = argumentType(field, 'orderBy');
  const keys = isInputObjectType(order) ? getNamedType(order.getFields().field?.type) : undefined;
  if (!isEnumType(keys)) throw new Error(`${field.name} has no order`);
  return keys
    .getValues()
    .flatMap(({ name }) =>
      directions.map((direction) => ({ words: `${name} ${direction}`, orderBy: [{ field: name, direction }] })),
    );
}

/** Places somewhere in a list, of records with values and without. */
async function cursorsIn(ctx: Context, field: Field, [, id]: Sample, orderBy: Order['orderBy']): Promise<string[]> {
  const order = argumentType(field, 'orderBy').name;
  const only = parse(`query ($filter: ${entityOf(field)}Filter, $orderBy: [${order}!]) {
    list: ${field.name}(filter: $filter, orderBy: $orderBy) { pageInfo { endCursor } } }`);
  const cursors = [0, 1].map(async (further) => {
    const data = await ask(ctx, only, { filter: { id: { eq: String(Number(id) + further) } }, orderBy });
    return String(Object(data).list.pageInfo.endCursor ?? '');
  });
  return (await Promise.all(cursors)).filter((cursor) => cursor !== '');
}
