import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLObjectType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredInputField,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { recordKinds } from '../../src/graphql/list.js';
import { schema } from '../../src/graphql/schema.js';

const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
const objects = types.filter(isObjectType);
const inputs = types.filter(isInputObjectType);
const fields = objects.flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })));
const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});

/** Arguments of fields and fields of inputs alike. */
const given: { place: string; name: string; type: GraphQLInputType }[] = [
  ...fields.flatMap(({ type, field }) =>
    field.args.map((arg) => ({ place: `${type.name}.${field.name}(${arg.name})`, name: arg.name, type: arg.type })),
  ),
  ...inputs.flatMap((input) =>
    Object.values(input.getFields()).map(({ name, type }) => ({ place: `${input.name}.${name}`, name, type })),
  ),
];

function isNode(type: unknown): boolean {
  return isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node');
}

function places(list: readonly { type: GraphQLObjectType; field: { name: string } }[]): string[] {
  return list.map(({ type, field }) => `${type.name}.${field.name}`);
}

describe('names', () => {
  it('of types are in PascalCase, of fields and arguments in camelCase, of values in capitals', () => {
    const outputs = types.filter((type) => isObjectType(type) || isInterfaceType(type));
    const members = [...fields.map(({ field }) => field.name), ...given.map(({ name }) => name)];
    const values = types.filter(isEnumType).flatMap((type) => type.getValues().map(({ name }) => name));
    expect([...outputs, ...inputs].map(({ name }) => name).filter((name) => !/^([A-Z][a-z0-9]*)+$/.test(name))).toEqual(
      [],
    );
    expect(members.filter((name) => !/^[a-z]+([A-Z][a-z0-9]*|256)*$/.test(name))).toEqual([]);
    expect(values.filter((name) => !/^[A-Z]+(_[A-Z]+)*$/.test(name))).toEqual([]);
  });

  it('tell inputs by their endings, and no output has one of these', () => {
    const isInputName = (name: string) => /(Input|Filter|Order)$/.test(name);
    expect(inputs.filter(({ name }) => !isInputName(name)).map(String)).toEqual([]);
    expect(objects.filter(({ name }) => isInputName(name)).map(String)).toEqual([]);
  });

  it('say neither get nor list, and of mutations begin with a verb', () => {
    expect(places(fields.filter(({ field }) => /^(get|list|fetch)[A-Z]/.test(field.name)))).toEqual([]);
    const verbs =
      /^(add|assign|attach|change|close|create|delete|link|merge|remove|rename|reopen|revoke|set|unassign|unlink|update)[A-Z]/;
    expect(mutations.filter(({ name }) => !verbs.test(name)).map(({ name }) => name)).toEqual([]);
  });

  it('of ids say so, and whatever says so is an id', () => {
    const isIdName = (name: string) => /^ids?$|Ids?$/.test(name);
    const isId = (type: GraphQLInputType) => /^(ID|IdFilter)$/.test(getNamedType(type).name);
    expect(given.filter(({ name, type }) => isIdName(name) && !isId(type)).map(({ place }) => place)).toEqual([]);
  });
});

describe("Relay's rules", () => {
  it('hold for connections and edges', () => {
    for (const { name } of objects.filter((type) => type.name.endsWith('Connection'))) {
      const edge = schema.getType(name.replace(/Connection$/, 'Edge'));
      expect(isObjectType(edge) && Object.keys(edge.getFields()), name).toEqual(
        expect.arrayContaining(['cursor', 'node']),
      );
    }
    const pageInfo = schema.getType('PageInfo');
    expect(isObjectType(pageInfo) && Object.keys(pageInfo.getFields()).sort()).toEqual([
      'endCursor',
      'hasNextPage',
      'hasPreviousPage',
      'startCursor',
    ]);
  });

  it('hold for nodes: each can be found again by its id', () => {
    const nodes = objects.filter(isNode).map(({ name }) => name);
    expect([...recordKinds.keys()].sort()).toEqual(nodes.sort());
  });

  it('give every list of records pages, except the few that are always short', () => {
    const short = new Set(['Category.customFieldDefinitions', 'CustomField.options', 'AttachFilesPayload.attachments']);
    const lists = fields.filter(({ type, field }) => {
      const isOwnList = type.name.endsWith('Connection') || field.name === 'nodes';
      return !isOwnList && isNode(getNamedType(field.type)) && String(field.type).includes('[');
    });
    expect(places(lists).filter((place) => !short.has(place))).toEqual([]);
  });
});

describe('nullability', () => {
  it('lets no list hold null, except where the place of an entry tells what it answers', () => {
    const holes = fields.filter(({ type, field }) => {
      const list = isNonNullType(field.type) ? field.type.ofType : field.type;
      return isListType(list) && !isNonNullType(list.ofType) && type.name !== 'Query';
    });
    expect(places(holes)).toEqual([]);
    const inputHoles = given.filter(({ type }) => {
      const list = isNonNullType(type) ? type.ofType : type;
      return isListType(list) && !isNonNullType(list.ofType);
    });
    expect(inputHoles.map(({ place }) => place)).toEqual([]);
  });

  it('lets every field of an update be absent', () => {
    const required = (input: GraphQLInputObjectType) =>
      Object.values(input.getFields())
        .filter(isRequiredInputField)
        .map(({ name }) => `${input.name}.${name}`);
    const renames = new Set(['UpdateAssetTypeInput.name', 'UpdateManufacturerInput.name', 'UpdateSupplierInput.name']);
    const demanded = inputs.filter(({ name }) => /^Update\w+Input$/.test(name)).flatMap(required);
    expect(demanded.filter((place) => !place.endsWith('.id') && !renames.has(place))).toEqual([]);
  });

  it('lets what a mutation changed be null, since it is when there are errors', () => {
    const payloads = mutations.map(({ type }) => getNamedType(type)).filter(isObjectType);
    const entities = payloads.flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })));
    const strict = entities.filter(({ field }) => field.name !== 'errors' && isNonNullType(field.type));
    expect(places(strict)).toEqual([]);
  });
});

describe('deprecations', () => {
  it('say what to use instead', () => {
    const deprecated = fields.filter(
      ({ field }) => field.deprecationReason !== undefined && field.deprecationReason !== null,
    );
    expect(places(deprecated.filter(({ field }) => !/`\w+`/.test(field.deprecationReason ?? '')))).toEqual([]);
  });
});

describe('open shapes', () => {
  it('are used where nothing else can be said, and nowhere else', () => {
    const open = fields.filter(
      ({ field }) => isLeafType(getNamedType(field.type)) && String(field.type).includes('JSON'),
    );
    expect(places(open)).toEqual(['TicketChange.after', 'TicketChange.before']);
  });
});
