import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../core/context.js';
import { signedIn } from '../core/principal.js';
import type { List } from './list.js';
import { modelOf, type Row } from './model.js';

interface Batch {
  readonly ids: Set<number>;
  readonly rows: Promise<ReadonlyMap<number, Row>>;
}

const batches = new WeakMap<Context, Map<string, Batch>>();

/**
 * The record if the caller can see it, else null: for relations to one record that need not be visible with the record they
 * hang on. All rows of a list are looked up in one statement.
 */
export async function visibleOne(ctx: Context, list: List, id: number | null, info: GraphQLResolveInfo) {
  if (id === null) return null;
  const open = batches.get(ctx) ?? new Map<string, Batch>();
  batches.set(ctx, open);
  const key = placeOf(info);
  const batch = open.get(key) ?? startBatch(ctx, list, info, () => open.delete(key));
  open.set(key, batch);
  batch.ids.add(id);
  return (await batch.rows).get(id) ?? null;
}

function startBatch(ctx: Context, list: List, info: GraphQLResolveInfo, close: () => void): Batch {
  const ids = new Set<number>();
  const rows = afterSiblings().then(() => {
    close();
    return loadRows(ctx, list, ids, info);
  });
  return { ids, rows };
}

async function loadRows(ctx: Context, list: List, ids: ReadonlySet<number>, info: GraphQLResolveInfo) {
  const shape = queryFromInfo({ context: ctx, info, typeName: list.typeName });
  const where = { AND: [{ id: { in: [...ids] } }, list.visible(signedIn(ctx))] };
  const rows = await modelOf(ctx, list).findMany({ ...shape, where });
  return new Map(rows.map((row) => [row.id, row]));
}

/** Resolves when the resolvers of the other rows have had their turn. */
function afterSiblings(): Promise<void> {
  return new Promise((resolve) => void Promise.resolve().then(() => process.nextTick(resolve)));
}

/** The field's place in the answer, the same for every row of a list. */
function placeOf(info: GraphQLResolveInfo): string {
  const names: string[] = [];
  for (let step: typeof info.path | undefined = info.path; step; step = step.prev) {
    if (typeof step.key === 'string') names.push(step.key);
  }
  return names.join('.');
}
