import { type FieldNode, Kind, type SelectionSetNode } from 'graphql';
import { keep, keptPerCaller } from '../../core/kept.js';
import type { Principal } from '../../core/principal.js';
import { namesVariable } from './arguments.js';
import type { FieldPlan, ObjectPlan, Run } from './plan.js';

/** A selection for all that is asked beneath a field, and what it says of the places there. */
interface KeptSelection {
  readonly select: object;
  readonly read: ReadonlySet<ObjectPlan>;
  readonly loose: ReadonlySet<FieldPlan>;
}

type Kept = Map<string, KeptSelection>;

/** By field and caller. Callers are read anew every few seconds, and what was kept for them goes with them. */
const selections = new WeakMap<FieldPlan, (who: Principal) => Kept>();

const steady = new WeakMap<FieldPlan, boolean>();

/**
 * The selection of a field from an earlier request of the same caller, else the one that is made now. Selections hang on nothing
 * else than the caller, unless there are variables beneath the field, or filters, which know what time it is.
 */
export function keptSelection(run: Run, field: FieldPlan, key: string, make: (run: Run) => object): object {
  const kept = run.ctx.who && isSteady(run, field) ? keptFor(field, run.ctx.who) : null;
  let selection = kept?.get(key);
  if (!selection) {
    const apart = { ...run, read: new Set<ObjectPlan>(), loose: new Set<FieldPlan>() };
    const select = make(apart);
    selection = { select: kept ? keep(select) : select, read: apart.read, loose: apart.loose };
    kept?.set(key, selection);
  }
  for (const place of selection.read) run.read.add(place);
  for (const each of selection.loose) run.loose.add(each);
  return selection.select;
}

function keptFor(field: FieldPlan, who: Principal): Kept {
  const ofCaller = selections.get(field) ?? keptPerCaller(() => new Map());
  selections.set(field, ofCaller);
  return ofCaller(who);
}

/** Whether what is beneath the field is asked in the same way by every request. */
function isSteady({ plan: { fragments } }: Run, field: FieldPlan): boolean {
  let answer = steady.get(field);
  if (answer === undefined) {
    answer = field.nodes.every(({ selectionSet }) => !selectionSet || fieldsIn(selectionSet, fragments).every(isPlain));
    steady.set(field, answer);
  }
  return answer;
}

function isPlain({ arguments: given = [] }: FieldNode): boolean {
  return given.every(({ name, value }) => name.value !== 'filter' && !namesVariable(value));
}

/** All fields of a selection, down to the last. */
function fieldsIn({ selections }: SelectionSetNode, fragments: Run['plan']['fragments']): FieldNode[] {
  return selections.flatMap((selection): FieldNode[] => {
    const set =
      selection.kind === Kind.FRAGMENT_SPREAD ? fragments[selection.name.value]?.selectionSet : selection.selectionSet;
    const beneath = set ? fieldsIn(set, fragments) : [];
    return selection.kind === Kind.FIELD ? [selection, ...beneath] : beneath;
  });
}
