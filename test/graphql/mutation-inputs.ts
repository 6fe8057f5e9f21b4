import {
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';
import { schema } from '../../src/graphql/schema.js';

export interface MutationInput {
  readonly mutation: string;
  readonly type: GraphQLInputObjectType;
  readonly fields: readonly GraphQLInputField[];
  /** The document that runs the mutation with `$input`. */
  readonly document: string;
}

/** All mutations with their inputs. */
export const mutationInputs: readonly MutationInput[] = Object.values(
  schema.getMutationType()?.getFields() ?? {},
).flatMap(({ name, args: [input] }) => {
  const type = input && getNamedType(input.type);
  if (!isInputObjectType(type)) return [];
  const document = `mutation ($input: ${type.name}!) { ${name}(input: $input) { errors { code message field } } }`;
  return [{ mutation: name, type, fields: Object.values(type.getFields()), document }];
});

/** An input with all that is required, whatever it means. */
export function requiredInput({ fields }: Pick<MutationInput, 'fields'>): Record<string, unknown> {
  return Object.fromEntries(fields.filter(isRequiredInputField).map((field) => [field.name, someValue(field.type)]));
}

/** Some value that the type lets through. */
export function someValue(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return someValue(type.ofType);
  if (isListType(type)) return [someValue(type.ofType)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (!isInputObjectType(type)) return SCALARS[type.name];
  if (type.isOneOf) return { id: '1' };
  return requiredInput({ fields: Object.values(type.getFields()) });
}

const SCALARS: Readonly<Record<string, unknown>> = {
  ID: '1',
  String: 'Some text',
  Int: 1,
  Float: 1,
  Boolean: true,
  DateTime: '2026-03-02T08:15:27Z',
  Date: '2026-03-02',
};
