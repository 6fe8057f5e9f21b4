import { isDeepStrictEqual } from 'node:util';
import type { Clause } from '../../core/keyset.js';
import { type FieldPlan, type NestedPlace, type ObjectPlan, type Run, type Select, Unplannable } from './plan.js';

/**
 * Prisma's `select` for all that a place of the operation asks of a record, down to the last relation. Notes which
 * places are read with it, and which fields have to be read on their own, since they contradict others.
 */
export function selectRecord(run: Run, plan: ObjectPlan, more: Clause = {}): Clause {
  const { record } = plan;
  if (!record) throw new Unplannable(`${plan.type.name} is no record`);
  run.read.add(plan);
  if (record.dynamic.length === 0 && Object.keys(more).length === 0) return record.select;

  const select: Record<string, unknown> = {};
  mergeSelect(select, record.select);
  mergeSelect(select, more);
  for (const field of record.dynamic) {
    const wanted = fieldSelection(run, field);
    if (wanted && !mergeSelect(select, wanted)) run.loose.add(field);
  }
  return select;
}

/** The part of one field whose selection depends on the request. */
export function fieldSelection(run: Run, field: FieldPlan): Clause | null {
  const { child } = field;
  const nested = (query: Parameters<Parameters<Select>[2]>[0] = {}, at: NestedPlace = {}): Clause => {
    const own = typeof query === 'function' ? query(field.readArgs(run), run.ctx) : query;
    const places = at.paths ? placesAt(field, at.paths, at.getType?.()) : child?.only ? [child.only] : [];
    return withPlaces(run, own, places);
  };
  const names = () => new Set(child?.only?.fields.map(({ field: { name } }) => name));
  // Called for function selections only, and with what Pothos' planner would give them.
  const select = field.select as Select;
  return select(field.readArgs(run), run.ctx, nested, names)?.select ?? null;
}

function withPlaces(run: Run, query: Clause, places: readonly ObjectPlan[]): Clause {
  if (places.length === 0) return query;
  const select: Record<string, unknown> = {};
  if (query.select) mergeSelect(select, query.select as Clause);
  for (const place of places) {
    if (!mergeSelect(select, selectRecord(run, place))) throw new Unplannable('places that contradict');
  }
  return { ...query, select };
}

/** The places beneath a field that the paths lead to. */
export function placesAt(
  field: FieldPlan,
  paths: readonly (readonly { readonly name: string }[])[],
  typeName: string | undefined,
): ObjectPlan[] {
  return paths.flatMap((path) => {
    let fields = [field];
    for (const { name } of path) {
      fields = fields.flatMap(
        ({ child }) => child?.only?.fields.filter((beneath) => beneath.field.name === name) ?? [],
      );
    }
    return fields.flatMap(({ child }) => (typeName === undefined ? child?.only : child?.of(typeName)) ?? []);
  });
}

/** Adds a selection to another; false, and nothing added, where they contradict. */
export function mergeSelect(into: Record<string, unknown>, select: Clause): boolean {
  const entries = Object.entries(select).filter(([, value]) => value !== undefined && value !== false);
  if (!entries.every(([name, value]) => fits(into[name], value))) return false;
  for (const [name, value] of entries) into[name] = merged(into[name], value);
  return true;
}

type Relation = Readonly<Record<string, unknown>> & { readonly select?: Clause };

function fits(present: unknown, added: unknown): boolean {
  if (present === undefined || present === added) return true;
  if (typeof present !== 'object' || typeof added !== 'object') return false;
  const { select: selected = {}, ...rest } = present as Relation;
  const { select: wanted = {}, ...others } = added as Relation;
  if (!isDeepStrictEqual(rest, others)) return false;
  return mergeSelect({ ...selected }, wanted);
}

function merged(present: unknown, added: unknown): unknown {
  if (typeof present !== 'object' || typeof added !== 'object') return added;
  const { select: selected = {}, ...rest } = present as Relation;
  const select = { ...selected };
  mergeSelect(select, (added as Relation).select ?? {});
  return { ...rest, select };
}
