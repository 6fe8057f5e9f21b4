import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../core/context.js';
import type { Clause } from '../core/keyset.js';
import { keptSelection } from './execution/kept-selections.js';
import type { FieldPlan, Run } from './execution/plan.js';
import { PlannedInfo } from './execution/planned-info.js';
import { mergeSelect, placesAt, selectRecord } from './execution/selection.js';

interface Wanted {
  /** The type of the records. */
  readonly typeName: string;
  /** The places beneath the field that show them; the field itself when absent. */
  readonly paths?: readonly (readonly string[])[];
  /** What is needed besides. */
  readonly select?: Clause;
}

/** Prisma's `select` for all that the client asks of the records that a field leads to, down to the last relation. */
export function selectionFor(context: Context, info: GraphQLResolveInfo, { typeName, paths, select }: Wanted): object {
  if (!(info instanceof PlannedInfo)) {
    // Pothos wants mutable values and only reads them.
    const mutable = { paths: paths?.map((path) => [...path]), select: select as Record<string, true> | undefined };
    return queryFromInfo({ context, info, typeName, ...mutable });
  }

  const { run, field } = info;
  const key = JSON.stringify([typeName, paths, select]);
  return {
    select: keptSelection(run, field, key, (apart) => plannedSelect(apart, field, { typeName, paths, select })),
  };
}

function plannedSelect(run: Run, field: FieldPlan, { typeName, paths, select }: Wanted): object {
  const steps = paths?.map((path) => path.map((name) => ({ name })));
  const places = steps ? placesAt(field, steps, typeName) : [field.child?.of(typeName)];
  const merged: Record<string, unknown> = { id: true };
  if (select) mergeSelect(merged, select);
  for (const place of places) {
    if (place && !mergeSelect(merged, selectRecord(run, place))) run.read.delete(place);
  }
  return merged;
}
