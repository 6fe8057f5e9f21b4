import {
  type DocumentNode,
  type ExecutionArgs,
  type FieldNode,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import type { Context } from '../core/context.js';

type Resolve = (source: unknown, args: object, ctx: Context) => unknown;

/** Writes a value as JSON. */
type Write = (value: unknown, ctx: Context) => string;

/** The result of an operation as JSON. */
export interface RouteResult {
  readonly text: string;
  /** How many there are, if it is a list. */
  readonly rows: number | undefined;
  /** How many the caller would get on all pages, if that is known already. */
  readonly total?: number;
}

class WrittenList implements RouteResult {
  constructor(
    readonly text: string,
    readonly rows: number,
    readonly total: number | undefined,
  ) {}
}

/** A list that is JSON already, as the answer of a resolver in place of its rows. */
export function writtenList({ text, rows, total }: RouteResult & { readonly rows: number }): never[] {
  return new WrittenList(text, rows, total) as unknown as never[];
}

type Execute = (ctx: Context, args: object) => Promise<RouteResult>;

const compiled = new WeakMap<DocumentNode, Execute>();

/**
 * Executes one of SOFA's documents. They never change, so each is compiled once to plain property reads that write their
 * JSON themselves: the fields of the legacy types are synchronous functions of complete rows, and a page of 50 rows has
 * 1,800 of them. Objects on the way would double the cost.
 */
export function executeDocument({
  schema,
  document,
  contextValue,
  variableValues,
}: ExecutionArgs): Promise<RouteResult> {
  let execute = compiled.get(document);
  if (!execute) {
    execute = compileDocument(schema, document);
    compiled.set(document, execute);
  }
  return execute(contextValue as Context, variableValues ?? {});
}

/** SOFA's documents have one operation with one root field, whose arguments are variables of the same names. */
function compileDocument(schema: GraphQLSchema, { definitions: [operation] }: DocumentNode): Execute {
  const node = operation?.kind === Kind.OPERATION_DEFINITION && operation.selectionSet.selections[0];
  if (!node || node.kind !== Kind.FIELD) throw new Error('The document has no root field.');
  const isQuery = operation.operation === OperationTypeNode.QUERY;
  const field = (isQuery ? schema.getQueryType() : schema.getMutationType())?.getFields()[node.name.value];
  if (!field) throw new Error(`There is no root field ${node.name.value}.`);

  const resolve = resolverOf(field);
  const write = compileType(field.type, node.selectionSet);
  const listOf = listIn(field);
  return async (ctx, args) => {
    const value = await resolve(undefined, args, ctx);
    if (value instanceof WrittenList) return value;
    const list = listOf(value, ctx);
    return { text: write(value, ctx), rows: Array.isArray(list) ? list.length : undefined };
  };
}

/** The list that a route answers. The knowledge base has it in an envelope, under the name of the action (rest.md § 3.6.1). */
function listIn({ name, type }: GraphQLField<unknown, unknown>): (value: unknown, ctx: Context) => unknown {
  const named = getNamedType(type);
  const inner = isObjectType(named) && !isListType(getNullableType(type)) ? named.getFields()[name] : undefined;
  if (!inner) return (value) => value;
  const resolve = resolverOf(inner);
  return (value, ctx) => (isAbsent(value) ? null : resolve(value, {}, ctx));
}

function compileType(type: GraphQLOutputType, selection: SelectionSetNode | undefined): Write {
  if (isNonNullType(type)) return compileType(type.ofType, selection);
  if (isListType(type)) return writeList(compileType(type.ofType, selection));
  if (isObjectType(type) && selection) {
    const nodes = selection.selections.filter((node): node is FieldNode => node.kind === Kind.FIELD);
    return writeObject(nodes.map((node) => compileField(type.getFields()[node.name.value], node)));
  }
  if (!isScalarType(type) || isSpecifiedScalarType(type)) return writePlain;
  return (value) => (isAbsent(value) ? 'null' : writePlain(type.serialize(value)));
}

interface CompiledField {
  readonly name: string;
  readonly resolve: Resolve;
  readonly write: Write;
}

function compileField(field: GraphQLField<unknown, unknown> | undefined, node: FieldNode): CompiledField {
  if (!field) throw new Error(`There is no field ${node.name.value}.`);
  return { name: field.name, resolve: resolverOf(field), write: compileType(field.type, node.selectionSet) };
}

function writePlain(value: unknown): string {
  if (typeof value === 'boolean' || Number.isInteger(value)) return String(value);
  return isAbsent(value) ? 'null' : JSON.stringify(value);
}

function writeList(write: Write): Write {
  return (rows, ctx) =>
    isAbsent(rows) ? 'null' : `[${(rows as readonly unknown[]).map((row) => write(row, ctx)).join(',')}]`;
}

/** A field that answers undefined is left out; all others are there, if need be as null (rest.md § 2). */
function writeObject(fields: readonly CompiledField[]): Write {
  const steps = fields.map(({ name, ...field }) => ({ ...field, key: `${JSON.stringify(name)}:` }));
  return (row, ctx) => {
    if (isAbsent(row)) return 'null';
    let text = '';
    for (const { key, resolve, write } of steps) {
      const value = resolve(row, {}, ctx);
      if (value !== undefined) text += (text === '' ? key : `,${key}`) + write(value, ctx);
    }
    return `{${text}}`;
  };
}

/** Resolvers of the legacy schema do not ask for the query's details; a field without one is the row's property of its name. */
function resolverOf({ name, resolve }: GraphQLField<unknown, unknown>): Resolve {
  return (resolve as unknown as Resolve | undefined) ?? ((row) => Reflect.get(row as object, name));
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
