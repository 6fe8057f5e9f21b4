import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type FieldNode,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
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

type Write = (value: unknown, ctx: Context) => unknown;
type Resolve = (source: unknown, args: object, ctx: Context) => unknown;
type Execute = (ctx: Context, args: object) => Promise<ExecutionResult>;

const compiled = new WeakMap<DocumentNode, Execute>();

/**
 * Executes one of SOFA's documents. They never change, so each is compiled once to plain property reads: the fields of the
 * legacy types are synchronous functions of complete rows, and a page of 50 rows has 1,800 of them.
 */
export function executeDocument({
  schema,
  document,
  contextValue,
  variableValues,
}: ExecutionArgs): Promise<ExecutionResult> {
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
  return async (ctx, args) => ({ data: { [field.name]: write(await resolve(undefined, args, ctx), ctx) } });
}

function compileType(type: GraphQLOutputType, selection: SelectionSetNode | undefined): Write {
  if (isNonNullType(type)) return compileType(type.ofType, selection);
  if (isListType(type)) {
    const write = compileType(type.ofType, selection);
    return (rows, ctx) => (isAbsent(rows) ? null : (rows as readonly unknown[]).map((row) => write(row, ctx)));
  }
  if (isObjectType(type) && selection) {
    const nodes = selection.selections.filter((node): node is FieldNode => node.kind === Kind.FIELD);
    return compileObject(nodes.map((node) => compileField(type.getFields()[node.name.value], node)));
  }
  if (!isScalarType(type) || isSpecifiedScalarType(type)) return (value) => value ?? null;
  return (value) => (isAbsent(value) ? null : type.serialize(value));
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

/** A field that answers undefined is left out; all others are there, if need be as null (rest.md § 2). */
function compileObject(fields: readonly CompiledField[]): Write {
  return (row, ctx) => {
    if (isAbsent(row)) return null;
    const record: Record<string, unknown> = {};
    for (const { name, resolve, write } of fields) {
      const value = resolve(row, {}, ctx);
      if (value !== undefined) record[name] = write(value, ctx);
    }
    return record;
  };
}

/** Resolvers of the legacy schema do not ask for the query's details; a field without one is the row's property of its name. */
function resolverOf({ name, resolve }: GraphQLField<unknown, unknown>): Resolve {
  return (resolve as unknown as Resolve | undefined) ?? ((row) => Reflect.get(row as object, name));
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
