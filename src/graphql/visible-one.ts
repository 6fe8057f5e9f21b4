import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../core/context.js';
import { signedIn } from '../core/principal.js';
import type { RecordKind } from './list.js';
import { modelOf, type Row } from './model.js';
import { oncePerPlace } from './once-per-place.js';
import { selectionFor } from './selection.js';

interface Batch {
  readonly ids: Set<number>;
  readonly rows: Promise<ReadonlyMap<number, Row>>;
}

/**
 * The record if the caller can see it, else null: for relations to one record that need not be visible with the record they
 * hang on. All rows of a list are looked up in one statement.
 */
export async function visibleOne(ctx: Context, kind: RecordKind, id: number | null, info: GraphQLResolveInfo) {
  if (id === null) return null;
  // Every row plans, though one plan is run: Pothos notes for each place what has been read for it.
  const shape = selectionFor(ctx, info, { typeName: kind.node.name });
  const batch = oncePerPlace(ctx, info, (): Batch => {
    const ids = new Set<number>();
    return { ids, rows: endOfTurn().then(() => loadRows(ctx, kind, ids, shape)) };
  });
  batch.ids.add(id);
  return (await batch.rows).get(id) ?? null;
}

async function loadRows(ctx: Context, kind: RecordKind, ids: ReadonlySet<number>, shape: object) {
  const where = { AND: [{ id: { in: [...ids] } }, kind.visible(signedIn(ctx))] };
  const rows = await modelOf(ctx, kind).findMany({ ...shape, where });
  return new Map(rows.map((row) => [row.id, row]));
}

/** By then the resolvers of the other rows have had their turn. */
function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
