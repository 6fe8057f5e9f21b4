import { readFileSync } from 'node:fs';
import {
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  printSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../../src/graphql/schema.js';

const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));

/** Every place in the type that clients read about, with its description. */
function placesOf(type: GraphQLNamedType): [string, string | null | undefined][] {
  const places: [string, string | null | undefined][] = [[type.name, type.description]];
  if (isEnumType(type)) {
    for (const value of type.getValues()) places.push([`${type.name}.${value.name}`, value.description]);
  }
  if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) {
    for (const field of Object.values(type.getFields())) {
      const name = `${type.name}.${field.name}`;
      places.push([name, field.description]);
      if ('args' in field) for (const arg of field.args) places.push([`${name}(${arg.name})`, arg.description]);
    }
  }
  return places;
}

describe('The schema', () => {
  it('is printed in schema.graphql', () => {
    const file = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8');
    expect(file, 'run `npm run schema` and review the difference').toBe(`${printSchema(schema)}\n`);
  });

  it('describes every type, field, argument and value in a sentence', () => {
    const places = types.flatMap(placesOf);
    expect(places.length).toBeGreaterThan(500);
    const undescribed = places.filter(([, description]) => !description || !/[.`]$/.test(description));
    expect(undescribed.map(([place]) => place)).toEqual([]);
  });

  it('gives every list of records the arguments and fields of a connection', () => {
    const lists = types.filter(({ name }) => name.endsWith('Connection')).filter(isObjectType);
    expect(lists.length).toBeGreaterThan(8);
    for (const list of lists) {
      expect(Object.keys(list.getFields()).sort(), list.name).toEqual(['edges', 'nodes', 'pageInfo', 'totalCount']);
    }
    for (const type of types.filter(isObjectType)) {
      for (const { name, type: answer, args } of Object.values(type.getFields())) {
        if (!String(answer).includes('Connection')) continue;
        const expected = ['after', 'before', 'filter', 'first', 'last'];
        // What is found comes in the order in which it fits.
        if (name !== 'search') expected.push('orderBy');
        expect(
          args.map((arg) => arg.name),
          `${type.name}.${name}`,
        ).toEqual(expect.arrayContaining(expected));
      }
    }
  });

  it('gives every mutation one input and a payload with errors', () => {
    for (const { name, args, type } of Object.values(schema.getMutationType()?.getFields() ?? {})) {
      expect(
        args.map((arg) => [arg.name, String(arg.type)]),
        name,
      ).toEqual([['input', `${pascal(name)}Input!`]]);
      expect(String(type)).toBe(`${pascal(name)}Payload!`);
      const payload = schema.getType(`${pascal(name)}Payload`);
      expect(isObjectType(payload) && String(payload.getFields().errors?.type)).toBe('[UserError!]!');
    }
  });
});

function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
