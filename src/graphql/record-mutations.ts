import type { GenericInputFieldRef, InputFieldMap, ObjectRef } from '@pothos/core';
import type { Context } from '../core/context.js';
import type { Types } from './builder.js';
import { encodeId, readId } from './ids.js';
import { type InputBuilder, mutationField, set } from './payload.js';

type AnyNode = ObjectRef<Types, object> & { readonly name: string };

interface Row {
  readonly id: number;
}

/** Turns what a client wrote in a field into what the service takes. */
type Reader = (value: unknown, field: string) => unknown;

interface RecordMutations<New extends object> {
  readonly node: AnyNode;
  /** What the record is called in descriptions, with its article. */
  readonly noun: string;
  /** The fields of the inputs, named as the service names them. `isNew` ones may be required. */
  readonly fields: (t: InputBuilder, isNew: boolean) => Partial<Record<keyof New, GenericInputFieldRef>>;
  /** For fields that the service takes in another form. */
  readonly readers?: Partial<Record<keyof New, Reader>>;
  /** The fields that null clears. */
  readonly clearable?: readonly (keyof New & string)[];
  readonly create: readonly [description: string, action: (ctx: Context, input: New) => Promise<Row>];
  readonly update: readonly [
    description: string,
    action: (ctx: Context, id: number, patch: Partial<New>) => Promise<Row>,
  ];
  readonly remove: readonly [description: string, action: Remove];
}

type Remove = (ctx: Context, id: number) => Promise<unknown>;

/** Defines the three mutations that add, change and delete records of a kind. */
export function recordMutations<New extends object>(kind: RecordMutations<New>): void {
  createMutation(kind);
  updateMutation(kind);
  deleteMutation(kind.node, kind.noun, kind.remove);
}

function createMutation<New extends object>({ node, noun, fields, readers, create }: RecordMutations<New>): void {
  const [description, action] = create;
  mutationField(`create${node.name}`, {
    description,
    input: (t) => named(fields(t, true)),
    payload: { [entityOf(node)]: { type: node, description: `The new ${bare(noun)}.` } },
    resolve: async (ctx, input) => {
      // Its fields are named like the service's, and the required ones are there.
      const record = readFields<New>(withoutNulls(input), readers) as New;
      return { [entityOf(node)]: await action(ctx, record) };
    },
  });
}

function updateMutation<New extends object>(kind: RecordMutations<New>): void {
  const { node, noun, fields, readers, clearable = [], update } = kind;
  const [description, action] = update;
  mutationField(`update${node.name}`, {
    description,
    input: (t) => ({
      id: t.id({ required: true, description: `The ${bare(noun)}.` }),
      ...named(fields(t, false)),
    }),
    payload: { [entityOf(node)]: { type: node, description: `The ${bare(noun)} after the change.` } },
    resolve: async (ctx, { id, ...patch }) => {
      for (const [field, value] of Object.entries(patch)) {
        if (!clearable.some((name) => name === field)) set(field, value);
      }
      const row = await action(ctx, readId(node.name, id), readFields<New>(patch, readers));
      return { [entityOf(node)]: row };
    },
  });
}

/** Defines the mutation that deletes a record and tells its id. */
export function deleteMutation(node: AnyNode, noun: string, [description, remove]: readonly [string, Remove]): void {
  mutationField(`delete${node.name}`, {
    description,
    input: (t) => ({ id: t.id({ required: true, description: `The ${bare(noun)}.` }) }),
    payload: { deletedId: { type: 'ID', description: 'The id that nothing has any more.' } },
    resolve: async (ctx, { id }) => {
      const databaseId = readId(node.name, id);
      await remove(ctx, databaseId);
      return { deletedId: encodeId(node.name, databaseId) };
    },
  });
}

/** The id of a record of the type. */
export function idOf(type: string): Reader {
  return (id, field) => readId(type, id, field);
}

/** The ids of records of the type. */
export function idsOf(type: string): Reader {
  return (ids, field) => asList(ids).map((id, index) => readId(type, id, [field, String(index)]));
}

export function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function readFields<New extends object>(given: object, readers: Partial<Record<string, Reader>> = {}): Partial<New> {
  const entries = Object.entries(given).map(([field, value]) => {
    const read = readers[field];
    return [field, read && value !== null && value !== undefined ? read(value, field) : value];
  });
  // `fields` allows no other names, and the schema no other values.
  return Object.fromEntries(entries) as Partial<New>;
}

function withoutNulls(input: object): object {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
}

function named(fields: object): InputFieldMap {
  return { ...fields };
}

function entityOf({ name }: AnyNode): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** "a section" without its article. */
function bare(noun: string): string {
  return noun.replace(/^an? /, '');
}
