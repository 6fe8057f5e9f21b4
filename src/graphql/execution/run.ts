import { type GraphQLError, isNonNullType, locatedError } from 'graphql';
import type { Context } from '../../core/context.js';
import { loadLoose } from './load.js';
import type { FieldPlan, ObjectPlan, OperationPlan, Path, Run } from './plan.js';
import { PlannedInfo } from './planned-info.js';

/** The state of one execution. */
export function newRun(plan: OperationPlan, ctx: Context, variables: Run['variables']): Run {
  const made = new Map<object, unknown>();
  return {
    plan,
    ctx,
    variables,
    errors: [],
    read: new Set(),
    loose: new Set(),
    once<Value>(key: object, make: () => Value): Value {
      if (!made.has(key)) made.set(key, make());
      // A key always holds what its own `make` put there.
      return made.get(key) as Value;
    },
  };
}

/** All fields of an object; a promise only where one of them is one. `path` is the object's. */
export function runFields(run: Run, plan: ObjectPlan, source: unknown, path: Path | undefined): unknown {
  const answer: Record<string, unknown> = {};
  let pending: Promise<void>[] | undefined;
  for (const field of plan.fields) {
    const value = runField(run, field, source, path);
    answer[field.key] = value;
    if (!isPromise(value)) continue;
    pending ??= [];
    pending.push(
      value.then((settled) => {
        answer[field.key] = settled;
      }),
    );
  }
  return pending ? Promise.all(pending).then(() => answer) : answer;
}

/** One field after the other, for changes. */
export async function runFieldsInTurn(run: Run, plan: ObjectPlan): Promise<unknown> {
  const answer: Record<string, unknown> = {};
  for (const field of plan.fields) answer[field.key] = await runField(run, field, undefined, undefined);
  return answer;
}

function runField(run: Run, field: FieldPlan, source: unknown, path: Path | undefined): unknown {
  try {
    const isLoose = run.loose.size > 0 && run.loose.has(field);
    const value = isLoose
      ? loadLoose(run, field, source).then((record) => resolve(run, field, record, path))
      : resolve(run, field, source, path);
    if (!isPromise(value)) {
      const completed = field.complete(run, value, field, path);
      return isPromise(completed) ? completed.catch((error) => fail(run, field, path, error)) : completed;
    }
    return value
      .then((settled) => field.complete(run, settled, field, path))
      .catch((error: unknown) => fail(run, field, path, error));
  } catch (error) {
    return fail(run, field, path, error);
  }
}

function resolve(run: Run, field: FieldPlan, source: unknown, path: Path | undefined): unknown {
  const args = field.readArgs(run);
  const info = field.takesInfo ? new PlannedInfo(run, field, fieldPath(field, path)) : undefined;
  return field.resolve(source, args, run.ctx, info);
}

export function fieldPath({ key, parentType }: FieldPlan, prev: Path | undefined): Path {
  return { prev, key, typename: parentType.name };
}

/** Null in place of a field that may be null; else the failure goes on to the object around it. */
function fail(run: Run, field: FieldPlan, path: Path | undefined, error: unknown): null {
  const located = locate(error, field, fieldPath(field, path));
  if (isNonNullType(field.field.type)) throw located;
  run.errors.push(located);
  return null;
}

/** The error with its place; one that has a place keeps it. */
export function locate(error: unknown, { nodes }: FieldPlan, path: Path): GraphQLError {
  return locatedError(error, nodes, keysOf(path));
}

function keysOf(path: Path): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let step: Path | undefined = path; step; step = step.prev) keys.push(step.key);
  return keys.reverse();
}

export function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
