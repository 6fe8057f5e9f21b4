import {
  type GraphQLEnumType,
  type GraphQLInputObjectType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
} from 'graphql';
import { filterSpecs, recordKinds } from '../../../src/graphql/list.js';
import type { Database } from '../../../src/infra/database.js';

/** Values of a column as clients write them: a low one, one from the middle and a high one. */
export type Sample = readonly [unknown, unknown, unknown];

/** Looks up values that columns have. */
export function sampler({ driver }: Database) {
  const known = new Map<string, Promise<Sample>>();

  const look = async (entity: string, column: string): Promise<Sample> => {
    const table = recordKinds.get(entity)?.node.modelName ?? entity;
    const share = `percentile_disc(ARRAY[0.02, 0.5, 0.98]) WITHIN GROUP (ORDER BY "${column}")`;
    const { rows } = await driver.run(
      `SELECT to_json(${share})::text FROM "${table}" WHERE "${column}"::text <> ''`,
      [],
    );
    const [low = null, middle = null, high = null] = JSON.parse(String(rows[0]?.[0])) ?? [];
    return [low, middle, high];
  };
  return (entity: string, column: string) => {
    const key = `${entity}.${column}`;
    const sample = known.get(key) ?? look(entity, column);
    known.set(key, sample);
    return sample;
  };
}

/** One thing that a filter can say, and in which words. */
export interface Saying {
  readonly name: string;
  readonly filter: object;
}

export type Look = ReturnType<typeof sampler>;

/** All that the filter of an entity can say with one condition; of related records, which they are. */
export async function sayings(look: Look, entity: string, input: GraphQLInputObjectType): Promise<Saying[]> {
  const said: Saying[] = [];
  for (const { name, type } of Object.values(input.getFields())) {
    if (['and', 'or', 'not', 'isNull'].includes(name)) continue;
    const field = filterSpecs.get(entity)?.fields[name];
    const inner = getNamedType(type);
    if (!isInputObjectType(inner)) throw new Error(`${entity}.${name} is no input`);

    if (field?.kind === 'one' || field?.kind === 'many') said.push(...(await related(look, name, field)));
    else if (field?.kind === 'customFields') said.push(...customFields());
    else {
      const column = field && 'column' in field ? field.column : 'id';
      const sample = field?.kind === 'flag' ? ([true, false, true] as const) : await look(entity, column);
      said.push(...comparisons(inner, sample).map((one) => within(name, one)));
    }
  }
  return said;
}

async function related(look: Look, name: string, field: { kind: 'one' | 'many'; entity: string; isNullable?: true }) {
  const [, id] = await look(field.entity, 'id');
  const one = { id: { eq: String(id) } };
  if (field.kind === 'one') {
    const ids = { name: 'id.eq', filter: one };
    const isNull = [true, false].map((value) => ({ name: `isNull ${value}`, filter: { isNull: value } }));
    return [ids, ...(field.isNullable ? isNull : [])].map((said) => within(name, said));
  }
  const quantified = ['some', 'none', 'every'].flatMap((quantifier) => [
    { name: `${quantifier}.id.eq`, filter: { [quantifier]: one } },
    ...(quantifier === 'every' ? [] : [{ name: quantifier, filter: { [quantifier]: {} } }]),
  ]);
  return quantified.map((said) => within(name, said));
}

/** The fields that the desk of the plans has, by what they hold. */
const FIELDS = [
  { field: '1', text: { eq: 'value 500' } },
  { field: '1', text: { contains: 'lue 50' } },
  { field: '11', date: { gte: '2026-12-20T00:00:00Z' } },
  { field: '12', option: { eq: '2' } },
  { field: '13', checked: { eq: true } },
  { field: '13', checked: { eq: false } },
  { field: '1', isNull: true },
  { field: '12', isNull: false },
];

function customFields(): Saying[] {
  return FIELDS.map((filter) => {
    const { field: _, ...said } = filter;
    return { name: `customFields ${JSON.stringify(said)}`, filter: { customFields: [filter] } };
  });
}

function within(field: string, { name, filter }: Saying): Saying {
  return { name: `${field}.${name}`, filter: { [field]: filter } };
}

function comparisons(input: GraphQLInputObjectType, [low, middle, high]: Sample): Saying[] {
  return Object.values(input.getFields()).flatMap(({ name, type }) => {
    const scalar = getNamedType(type);
    const word = (value: unknown): unknown => {
      if (isEnumType(scalar)) return enumWord(scalar, value);
      return scalar.name === 'ID' ? String(value) : typeof value === 'string' ? value.slice(0, 1000) : value;
    };
    const say = (suffix: string, value: unknown) => ({ name: `${name}${suffix}`, filter: { [name]: value } });
    if (name === 'isNull') return [say(' true', true), say(' false', false)];
    if (isListType(type)) return [say('', [word(middle), word(high)])];
    if (name === 'contains') return [say('', longestWord(String(middle)))];
    if (name === 'startsWith') return [say('', String(middle).slice(0, 6))];
    // Each range once with few rows and once with most.
    if (name === 'gte' || name === 'lt') return [say('', word(low))];
    if (name === 'gt' || name === 'lte') return [say('', word(high))];
    const values = name === 'eq' && (isEnumType(scalar) || scalar.name === 'Boolean') ? [low, middle, high] : [middle];
    return [...new Set(values)].map((value) => say(values.length > 1 ? ` ${word(value)}` : '', word(value)));
  });
}

function longestWord(text: string): string {
  return text
    .split(/\s+/)
    .reduce((longest, word) => (word.length > longest.length ? word : longest), '')
    .slice(0, 12);
}

function enumWord(type: GraphQLEnumType, value: unknown): string {
  return type.getValues().find((one) => one.value === value)?.name ?? type.getValues()[0]?.name ?? '';
}
