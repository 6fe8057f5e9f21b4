import {
  type GraphQLField,
  type GraphQLObjectType,
  isEnumType,
  isInputObjectType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../../src/graphql/schema.js';
import { MEMBERS, MUTATIONS, QUERIES, SUBSCRIPTIONS, TYPES } from './contract.js';

const LIST_ARGUMENTS = ['after', 'before', 'filter', 'first', 'last', 'orderBy'];

const words = (text: string) => text.split(/\s+/).filter(Boolean);

/** The field as the tables write it, as far as they say. */
function written({ name, type }: GraphQLField<unknown, unknown>, asked: string): string {
  const nullable = isNonNullType(type) ? '' : '?';
  const named = String(type).replaceAll(/[![\]]/g, '');
  if (asked.includes('⇒')) return `${name}${nullable}⇒${named.replace(/Connection$/, '')}`;
  return asked.includes('→') ? `${name}${nullable}→${named}` : `${name}${nullable}`;
}

function objectType(name: string): GraphQLObjectType {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`There is no type ${name}.`);
  return type;
}

describe('types', () => {
  it.each(Object.entries(TYPES))('%s has the fields of the contract', (name, text) => {
    const fields = objectType(name).getFields();
    const promised = words(text);
    const real = promised.map((asked) => {
      const field = fields[asked.replace(/[?→⇒].*$/, '')];
      return field ? written(field, asked) : `no ${asked}`;
    });
    expect(real).toEqual(promised);
  });

  it.each(Object.entries(MEMBERS))('%s has the members of the contract', (name, text) => {
    const type = schema.getType(name);
    const members = isEnumType(type) ? type.getValues() : isUnionType(type) ? type.getTypes() : [];
    expect(members.map((member) => member.name).sort()).toEqual(words(text).sort());
  });

  it.each(Object.keys(TYPES).filter((name) => TYPES[name]?.startsWith('id databaseId')))('%s is a Node', (name) => {
    expect(objectType(name).getInterfaces().map(String)).toEqual(['Node']);
  });
});

describe('operations', () => {
  const roots = { Query: QUERIES, Mutation: MUTATIONS, Subscription: SUBSCRIPTIONS };

  it.each(Object.entries(roots))('%s has the fields of the contract and no others', (name, table) => {
    expect(Object.keys(objectType(name).getFields()).sort()).toEqual(Object.keys(table).sort());
  });

  it.each(Object.entries(QUERIES))('%s takes the arguments of the contract', (name, text) => {
    const { args = [], type } = objectType('Query').getFields()[name] ?? {};
    const isList = String(type).endsWith('Connection!') && name !== 'search';
    const expected = name === 'search' ? [...words(text), 'after', 'before', 'first', 'last'] : words(text);
    expect(args.map((arg) => arg.name).sort()).toEqual([...expected, ...(isList ? LIST_ARGUMENTS : [])].sort());
  });

  it.each(Object.entries(MUTATIONS))('%s takes what the contract names', (name, text) => {
    const input = schema.getType(`${name.charAt(0).toUpperCase()}${name.slice(1)}Input`);
    expect(isInputObjectType(input) ? Object.keys(input.getFields()) : []).toEqual(expect.arrayContaining(words(text)));
  });
});
