import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLScalarType,
  getNamedType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type SelectionSetNode,
  specifiedScalarTypes,
} from 'graphql';
import type { Context } from '../core/context.js';

/** Turns a row into what is written on the wire. */
type Write = (row: unknown, ctx: Context) => unknown;

/**
 * Compiles a selection of the legacy schema to plain property reads. Its fields are synchronous functions of a row that is
 * complete already, so the answer of 50 rows needs none of what a general executor does for each of 1,600 values.
 */
export function compileSelection(type: GraphQLOutputType, selection: SelectionSetNode | undefined): Write {
  if (isNonNullType(type)) return compileSelection(type.ofType, selection);
  if (isListType(type)) {
    const write = compileSelection(type.ofType, selection);
    return (rows, ctx) => (rows === null ? null : (rows as readonly unknown[]).map((row) => write(row, ctx)));
  }
  if (isObjectType(type) && selection) return compileObject(type, selection);
  return compileLeaf(type);
}

function compileObject(type: GraphQLObjectType, { selections }: SelectionSetNode): Write {
  const fields = selections.flatMap((node) => {
    const field = node.kind === 'Field' ? type.getFields()[node.name.value] : undefined;
    if (!field?.resolve || node.kind !== 'Field') return [];
    // The fields of the legacy schema take neither arguments nor information about the query.
    const read = field.resolve as unknown as (row: unknown, args: object, ctx: Context) => unknown;
    return [{ name: field.name, read, write: compileSelection(field.type, node.selectionSet) }];
  });
  return (row, ctx) => {
    if (row === null || row === undefined) return null;
    const record: Record<string, unknown> = {};
    for (const { name, read, write } of fields) record[name] = write(read(row, {}, ctx) ?? null, ctx);
    return record;
  };
}

function compileLeaf(type: GraphQLOutputType): Write {
  const named: GraphQLNamedType = getNamedType(type);
  const isOwn = isScalarType(named) && !specifiedScalarTypes.some(({ name }) => name === named.name);
  if (!isOwn) return (value) => value;
  const { serialize } = named as GraphQLScalarType;
  return (value) => (value === null ? null : serialize(value));
}
