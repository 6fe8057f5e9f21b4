import { brandWithType } from '@pothos/core';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../core/context.js';
import { demand, invalid } from '../core/errors.js';
import type { Clause } from '../core/keyset.js';
import { signedIn } from '../core/principal.js';
import { builder } from './builder.js';
import { decodeId, encodeId, readId } from './ids.js';
import { type RecordKind, recordKinds } from './list.js';
import { modelOf, type Row } from './model.js';
import { selectionFor } from './selection.js';

const NODES_MAX = 100;

/** A record with an id of its own. */
export const Node = builder.interfaceRef<Row>('Node').implement({
  description: 'A record that can be found again by its id.',
  fields: (t) => ({
    id: t.id({
      description: 'Opaque id, unique across all types; never changes.',
      resolve: ({ id }, _args, _ctx, info) => encodeId(info.parentType.name, id),
    }),
    databaseId: t.int({ description: 'The number that the REST API and people use.', resolve: ({ id }) => id }),
  }),
});

/** A single record that the caller can see, or null, with all that the client asked for in one statement. */
export function findRecord(ctx: Context, kind: RecordKind, databaseId: number, info: GraphQLResolveInfo) {
  return findRecordBy(ctx, kind, { id: databaseId }, info);
}

/** The same by what else names a single record. */
export function findRecordBy(ctx: Context, kind: RecordKind, clause: Clause, info: GraphQLResolveInfo) {
  const where = { AND: [kind.visible(signedIn(ctx)), clause] };
  return modelOf(ctx, kind).findFirst({ ...shapeOf(ctx, kind, info), where });
}

type RootBuilder = PothosSchemaTypes.QueryFieldBuilder<typeof builder.$inferSchemaTypes, object>;

/** A root field for one record by its id. */
export function recordField(t: RootBuilder, kind: RecordKind, description: string) {
  return t.field({
    type: kind.node,
    nullable: true,
    description,
    args: { id: t.arg.id({ required: true, description: 'Opaque id or number.' }) },
    resolve: (_root, { id }, ctx, info) => findRecord(ctx, kind, readId(kind.node.name, id), info),
  });
}

/** A record as a payload shows it: null when the change has put it out of the caller's sight. */
export function stillVisible(ctx: Context, kind: RecordKind, databaseId: number): Promise<Row | null> {
  const where = { AND: [kind.visible(signedIn(ctx)), { id: databaseId }] };
  return modelOf(ctx, kind).findFirst({ where, select: { id: true } });
}

builder.queryField('node', (t) =>
  t.field({
    type: Node,
    nullable: true,
    description: 'Any record by its opaque id; null if there is none that you can see.',
    args: { id: t.arg.id({ required: true, description: 'Opaque id of any record.' }) },
    resolve: async (_root, { id }, ctx, info) => {
      const [node = null] = await findNodes(ctx, [readNodeId(id, ['id'])], info);
      return node;
    },
  }),
);

builder.queryField('nodes', (t) =>
  t.field({
    type: [Node],
    nullable: { list: false, items: true },
    description: 'Records by their opaque ids, in the order of the ids, null for those you cannot see.',
    args: { ids: t.arg.idList({ required: true, description: `Opaque ids, ${NODES_MAX} at most.` }) },
    resolve: (_root, { ids }, ctx, info) => {
      demand(ids.length <= NODES_MAX, invalid('ids', `ids takes ${NODES_MAX} ids at most.`));
      return findNodes(
        ctx,
        ids.map((id, index) => readNodeId(id, ['ids', String(index)])),
        info,
      );
    },
  }),
);

interface NodeId {
  readonly kind: RecordKind;
  readonly databaseId: number;
}

function readNodeId(id: string | number, field: readonly string[]): NodeId {
  const global = decodeId(String(id));
  const kind = global && recordKinds.get(global.type);
  demand(global && kind, invalid(field, `${field.join('.')} is not the opaque id of a record.`));
  return { kind, databaseId: readId(global.type, id, field) };
}

/** One statement per type, however many ids. */
async function findNodes(ctx: Context, ids: readonly NodeId[], info: GraphQLResolveInfo) {
  const who = signedIn(ctx);
  const kinds = new Set(ids.map(({ kind }) => kind));
  const found = new Map<string, Row>();
  for (const kind of kinds) {
    const wanted = ids.filter((id) => id.kind === kind).map(({ databaseId }) => databaseId);
    const where = { AND: [kind.visible(who), { id: { in: wanted } }] };
    const rows = await modelOf(ctx, kind).findMany({ ...shapeOf(ctx, kind, info), where });
    for (const row of rows) {
      brandWithType(row, kind.node);
      found.set(encodeId(kind.node.name, row.id), row);
    }
  }
  return ids.map(({ kind, databaseId }) => found.get(encodeId(kind.node.name, databaseId)) ?? null);
}

function shapeOf(context: Context, { node }: RecordKind, info: GraphQLResolveInfo) {
  return selectionFor(context, info, { typeName: node.name });
}
