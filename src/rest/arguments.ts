import type { ArgumentRef } from '@pothos/core';
import type { Context } from '../core/context.js';
import { builder, type LegacyTypes } from './builder.js';
import type { KindValues, Param, Params } from './params.js';

type Types = PothosSchemaTypes.ExtendDefaultTypes<LegacyTypes>;
type ValueOf<Each extends Param> = KindValues[Each['kind']] | (Each extends { empty: 'clear' } ? null : never);

/** What an action is given for its parameters. Null only clears; an absent parameter is undefined. */
export type ValuesOf<All extends Params> = {
  readonly [Name in keyof All as All[Name] extends { required: true } ? Name : never]: ValueOf<All[Name]>;
} & {
  readonly [Name in keyof All as All[Name] extends { required: true } ? never : Name]?: ValueOf<All[Name]>;
};

type Arguments<All extends Params> = { [Name in keyof All]: ArgumentRef<Types, unknown> };

/** Options of a root field: its arguments from the parameters of its route, and what it does with their values. */
export function taking<const All extends Params, Result>(
  params: All,
  run: (values: ValuesOf<All>, ctx: Context) => Result,
) {
  return {
    args: argumentsOf(params),
    // The adapter has read each value to the type that `ValueOf` states.
    resolve: (_root: unknown, args: object, ctx: Context) => run(args as ValuesOf<All>, ctx),
  };
}

/** The same for a route whose answer is empty. */
export function doing<const All extends Params>(
  params: All,
  run: (values: ValuesOf<All>, ctx: Context) => Promise<unknown>,
) {
  const act = async (values: ValuesOf<All>, ctx: Context) => {
    await run(values, ctx);
    return true;
  };
  return { type: 'Boolean' as const, ...taking(params, act) };
}

const TYPES = {
  id: 'Int',
  ids: ['Int'],
  int: 'Int',
  bool: 'Boolean',
  text: 'String',
  time: 'Time',
  endTime: 'Time',
  names: ['String'],
  choice: 'String',
  fields: 'FieldTexts',
  prefixed: 'FieldTexts',
  files: 'Files',
} as const satisfies Record<keyof KindValues, unknown>;

function argumentsOf<All extends Params>(params: All): Arguments<All> {
  const entries = Object.entries(params).map(([name, { kind, about, required }]) => {
    const options = { type: TYPES[kind], description: about, required: required === true };
    // Pothos' overloads want to know which of the types it is.
    return [name, builder.args((t) => ({ argument: t.field(options as never) })).argument];
  });
  return Object.fromEntries(entries) as Arguments<All>;
}
