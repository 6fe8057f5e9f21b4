import type { InputFieldMap, InputShapeFromFields, ObjectRef } from '@pothos/core';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../core/context.js';
import { AppError, demand, invalid } from '../core/errors.js';
import { builder, type Types } from './builder.js';

const DATA_CODES = ['INVALID', 'FORBIDDEN', 'NOT_FOUND', 'CONFLICT', 'TOO_LARGE'] as const;

const UserErrorCode = builder.enumType('UserErrorCode', {
  description: 'What is wrong with a mutation.',
  values: {
    INVALID: { description: 'A value is not acceptable; `field` tells which.' },
    FORBIDDEN: { description: 'You see the record but may not do this to it.' },
    NOT_FOUND: { description: 'There is no such record, or you cannot see it.' },
    CONFLICT: { description: 'The record is in another state than this needs.' },
    TOO_LARGE: { description: 'A file or text is larger than allowed.' },
  } as const,
});

/** An error as data: GraphQL takes an `Error` in a result for one that was thrown. */
type Mistake = Pick<AppError, 'code' | 'message' | 'field'>;

const UserError = builder.objectRef<Mistake>('UserError').implement({
  description: 'An expected mistake. The mutation changed nothing.',
  fields: (t) => ({
    code: t.field({
      type: UserErrorCode,
      description: 'What kind of mistake it is.',
      resolve: ({ code }) => DATA_CODES.find((known) => known === code) ?? 'INVALID',
    }),
    message: t.exposeString('message', { description: 'What is wrong, in a sentence for people.' }),
    field: t.stringList({
      nullable: true,
      description: 'Path of the wrong value in the input, such as `["subject"]`; null if no single value is wrong.',
      resolve: ({ field }) => (field?.length ? [...field] : null),
    }),
  }),
});

export type InputBuilder = PothosSchemaTypes.InputFieldBuilder<Types, 'InputObject'>;

interface PayloadField {
  readonly type: ObjectRef<Types, object> | 'ID' | 'String';
  /** Shows several of them. */
  readonly isList?: true;
  readonly description: string;
}

type PayloadValue = object | string | null;

interface Payload {
  readonly entities: Readonly<Record<string, PayloadValue>>;
  readonly errors: readonly Mistake[];
}

interface MutationOptions<Fields extends InputFieldMap, Names extends string> {
  readonly description: string;
  readonly input: (t: InputBuilder) => Fields;
  /** The changed entities that the payload shows; all are null when there are errors. */
  readonly payload: Readonly<Record<Names, PayloadField>>;
  readonly resolve: (
    ctx: Context,
    input: InputShapeFromFields<Fields>,
    info: GraphQLResolveInfo,
  ) => Promise<Readonly<Record<Names, PayloadValue>>>;
}

/** Defines a mutation with one `input` and a payload in which expected mistakes are data. */
export function mutationField<Fields extends InputFieldMap, Names extends string>(
  name: string,
  { description, input, payload, resolve }: MutationOptions<Fields, Names>,
): void {
  const typeName = name.charAt(0).toUpperCase() + name.slice(1);
  const inputType = builder.inputType(`${typeName}Input`, {
    description: `What \`${name}\` needs to know.`,
    fields: input,
  });
  const payloadRef = payloadType(typeName, payload);
  builder.mutationField(name, (t) =>
    t.field({
      type: payloadRef,
      description,
      args: { input: t.arg({ type: inputType, required: true, description: 'What to do.' }) },
      resolve: (_root, args, ctx, info) => {
        // It has exactly the fields that `input` makes; Pothos cannot infer that through a type parameter.
        const given = args as unknown as { readonly input: InputShapeFromFields<Fields> };
        return settle(() => resolve(ctx, given.input, info));
      },
    }),
  );
}

function payloadType(typeName: string, payload: Readonly<Record<string, PayloadField>>) {
  return builder.objectRef<Payload>(`${typeName}Payload`).implement({
    description: 'What became of the mutation.',
    fields: (t) => ({
      ...Object.fromEntries(
        Object.entries(payload).map(([field, { type, description, isList }]) => {
          const shown = { description, nullable: true as const };
          const resolve = ({ entities }: Payload) => entities[field] ?? null;
          // A list of entities is an object as well, which is all that the payload knows of them.
          const resolveList = resolve as (payload: Payload) => object[] | null;
          return [
            field,
            isList ? t.field({ ...shown, type: [type], resolve: resolveList }) : t.field({ ...shown, type, resolve }),
          ];
        }),
      ),
      errors: t.field({
        type: [UserError],
        description: 'What is wrong; empty when the mutation succeeded.',
        resolve: ({ errors }) => [...errors],
      }),
    }),
  });
}

async function settle(work: () => Promise<Readonly<Record<string, PayloadValue>>>): Promise<Payload> {
  try {
    return { entities: await work(), errors: [] };
  } catch (error) {
    if (error instanceof AppError && DATA_CODES.some((code) => code === error.code)) {
      const { code, message, field } = error;
      return { entities: {}, errors: [{ code, message, field }] };
    }
    throw error;
  }
}

/** The value of an input field that cannot be cleared: absent keeps, null is a mistake. */
export function set<Value>(field: string, value: Value | null | undefined): Value | undefined {
  demand(value !== null, invalid(field, `${field} cannot be cleared.`));
  return value;
}

/** The fields that have a value: services read a field that is there, even if undefined, as a wish to change it. */
export function given<Patch extends object>(patch: Patch): Patch {
  // Only undefined goes, which the type allows wherever it may occur.
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Patch;
}
