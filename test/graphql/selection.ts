import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/**
 * Everything that can be read about a type, so many records deep: leaves, objects that are no records, and the records that
 * lists and relations lead to.
 */
export function everythingAbout(type: GraphQLNamedType, depth: number): string {
  if (!isObjectType(type)) return '{ __typename }';
  const parts = Object.values(type.getFields()).flatMap((field) => partOf(field, depth));
  return `{ __typename ${parts.join(' ')} }`;
}

function partOf(field: GraphQLField<unknown, unknown>, depth: number): string[] {
  const { name, args } = field;
  const type = getNamedType(field.type);
  if (args.some((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined)) return [];
  if (isLeafType(type)) return [name];
  const unset = args.some((arg) => arg.name === 'includeUnset') ? '(includeUnset: true)' : '';
  if (!isRecord(type) && !isConnection(type)) return [`${name}${unset} ${everythingAbout(type, depth)}`];
  if (depth === 0) return [];
  if (!isConnection(type)) return [`${name} ${everythingAbout(type, depth - 1)}`];
  return [`${name}(first: 20) { totalCount nodes ${everythingAbout(nodeOf(type), depth - 1)} }`];
}

/** The type of the records in a connection. */
export function nodeOf(connection: GraphQLObjectType): GraphQLNamedType {
  const { nodes } = connection.getFields();
  if (!nodes) throw new Error(`${connection.name} is no connection.`);
  return getNamedType(nodes.type);
}

export function isConnection(type: GraphQLNamedType): type is GraphQLObjectType {
  return isObjectType(type) && type.name.endsWith('Connection');
}

function isRecord(type: GraphQLNamedType): boolean {
  return isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node');
}
