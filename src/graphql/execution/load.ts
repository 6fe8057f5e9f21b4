import type { Clause } from '../../core/keyset.js';
import { modelNamed, type Row } from '../model.js';
import type { FieldPlan, ObjectPlan, Run } from './plan.js';
import { fieldSelection, selectRecord } from './selection.js';

/** Reads all that is asked of a record that a change or a look-up answered. One statement for all records of a place. */
export function loadRecord(run: Run, plan: ObjectPlan, source: unknown): Promise<Row> {
  return load(run, plan, plan.record?.model, source, () => selectRecord(run, plan));
}

/** Reads the part of a record that one field needs and that contradicts what others need. */
export function loadLoose(run: Run, field: FieldPlan, source: unknown): Promise<Row> {
  const { parentType } = field;
  const model = String(parentType.extensions.pothosPrismaModel);
  return load(run, field, model, source, () => ({ ...fieldSelection(run, field), id: true }));
}

interface Batch {
  readonly ids: Set<number>;
  readonly rows: Promise<ReadonlyMap<number, Row>>;
}

/** The batches that still take records, by run and place. */
const open = new WeakMap<Run, Map<object, Batch>>();

async function load(
  run: Run,
  place: object,
  model: string | undefined,
  source: unknown,
  select: () => Clause,
): Promise<Row> {
  const { id } = source as Row;
  const batches = open.get(run) ?? new Map<object, Batch>();
  open.set(run, batches);
  let batch = batches.get(place);
  if (!batch) {
    const ids = new Set<number>();
    // By then all rows of a list have been asked for.
    const rows = Promise.resolve().then(() => {
      batches.delete(place);
      return readRows(run, String(model), ids, select());
    });
    batch = { ids, rows };
    batches.set(place, batch);
  }
  batch.ids.add(id);
  const row = (await batch.rows).get(id);
  if (!row) throw new Error(`${model} ${id} is gone.`);
  return row;
}

async function readRows({ ctx }: Run, model: string, ids: ReadonlySet<number>, select: Clause) {
  const rows = await modelNamed(ctx, model).findMany({ where: { id: { in: [...ids] } }, select });
  return new Map(rows.map((row) => [row.id, row]));
}
