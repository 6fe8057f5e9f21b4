import type { InputFieldMap, OutputType, SchemaTypes, TypeParam } from '@pothos/core';
import type { Context } from '../core/context.js';
import { builder } from './builder.js';
import type { KindValues, Param, Params } from './params.js';

type ValueOf<P extends Param> = P extends { empty: 'clear' } ? KindValues[P['kind']] | null : KindValues[P['kind']];

/** The arguments that an operation with these parameters gets. */
export type ValuesOf<P extends Params> = {
  readonly [Name in keyof P as P[Name] extends { required: true } ? Name : never]: ValueOf<P[Name]>;
} & {
  readonly [Name in keyof P as P[Name] extends { required: true } ? never : Name]?: ValueOf<P[Name]>;
};

type BuilderTypes =
  typeof builder extends PothosSchemaTypes.SchemaBuilder<infer Types extends SchemaTypes> ? Types : never;

interface Definition<P extends Params> {
  readonly about: string;
  readonly type: TypeParam<BuilderTypes>;
  readonly params: P;
  resolve(values: ValuesOf<P>, ctx: Context, files: readonly unknown[]): unknown;
}

/** A root field of the legacy schema with the parameters it takes. */
export interface Operation {
  readonly params: Params;
  /** Answers the row or value that the field's type is made from. */
  resolve(values: unknown, ctx: Context, files: readonly unknown[]): unknown;
}

/** All root fields by `Query.name` and `Mutation.name`. */
export const operations = new Map<string, Operation>();

/** Adds an action that reads. */
export function query<const P extends Params>(name: string, definition: Definition<P>): void {
  builder.queryField(name, (t) => t.field(fieldOptions(t.arg, definition)));
  register(`Query.${name}`, definition);
}

/** Adds an action that writes. */
export function mutation<const P extends Params>(name: string, definition: Definition<P>): void {
  builder.mutationField(name, (t) => t.field(fieldOptions(t.arg, definition)));
  register(`Mutation.${name}`, definition);
}

function register<P extends Params>(name: string, { params, resolve }: Definition<P>): void {
  // Values are read by these very parameters before they get here.
  operations.set(name, { params, resolve: resolve as Operation['resolve'] });
}

type ArgBuilder = PothosSchemaTypes.ArgBuilder<BuilderTypes>;

/** Never resolved by GraphQL: see execute.ts. */
function fieldOptions<P extends Params>(arg: ArgBuilder, { about, type, params }: Definition<P>) {
  return {
    type: type as OutputType<BuilderTypes>,
    description: about,
    args: argsOf(arg, params),
    resolve: () => null as never,
  };
}

const TYPES = {
  id: 'Int',
  ids: ['Int'],
  int: 'Int',
  bool: 'Boolean',
  text: 'String',
  time: 'String',
  endTime: 'String',
  names: 'String',
  choice: 'String',
  fields: 'String',
  prefixed: 'String',
} as const satisfies Record<keyof KindValues, 'Int' | 'Boolean' | 'String' | readonly ['Int']>;

function argsOf(arg: ArgBuilder, params: Params): InputFieldMap {
  return Object.fromEntries(
    Object.entries(params).map(([name, { kind, about, required = false }]) => {
      const type = kind === 'ids' ? (['Int'] as ['Int']) : (TYPES[kind] as 'String');
      return [name, arg({ type, required, description: about })];
    }),
  );
}
