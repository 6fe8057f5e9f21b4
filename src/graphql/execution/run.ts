import { type GraphQLError, isNonNullType, locatedError } from 'graphql';
import type { Context } from '../../core/context.js';
import { loadLoose } from './load.js';
import { type FieldPlan, fieldPath, type ObjectPlan, type OperationPlan, type Path, type Run } from './plan.js';
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
    if (isPromise(value)) {
      pending ??= [];
      pending.push(put(answer, field.key, value));
    }
  }
  return pending ? whenAll(pending, answer) : answer;
}

async function put(answer: Record<string, unknown>, key: string, value: Promise<unknown>): Promise<void> {
  answer[key] = await value;
}

async function whenAll(pending: readonly Promise<void>[], answer: object): Promise<unknown> {
  await Promise.all(pending);
  return answer;
}

/** One field after the other, for changes. */
export async function runFieldsInTurn(run: Run, plan: ObjectPlan): Promise<unknown> {
  const answer: Record<string, unknown> = {};
  for (const field of plan.fields) answer[field.key] = await runField(run, field, undefined, undefined);
  return answer;
}

/** Has no function in it that would keep its variables: there are hundreds of fields, few of which wait for something. */
function runField(run: Run, field: FieldPlan, source: unknown, path: Path | undefined): unknown {
  try {
    const isLoose = run.loose.size > 0 && run.loose.has(field);
    const value = isLoose ? resolveLoose(run, field, source, path) : resolve(run, field, source, path);
    if (isPromise(value)) return completeLater(run, field, value, path);
    const completed = field.complete(run, value, field, path);
    return isPromise(completed) ? rescued(run, field, completed, path) : completed;
  } catch (error) {
    return fail(run, field, path, error);
  }
}

function resolve(run: Run, field: FieldPlan, source: unknown, path: Path | undefined): unknown {
  const args = field.readArgs(run);
  const info = field.takesInfo ? new PlannedInfo(run, field, path) : undefined;
  return field.resolve(source, args, run.ctx, info);
}

function resolveLoose(run: Run, field: FieldPlan, source: unknown, path: Path | undefined): Promise<unknown> {
  return loadLoose(run, field, source).then((record) => resolve(run, field, record, path));
}

function completeLater(run: Run, field: FieldPlan, value: Promise<unknown>, path: Path | undefined): Promise<unknown> {
  const completed = value.then((settled) => field.complete(run, settled, field, path));
  return rescued(run, field, completed, path);
}

function rescued(run: Run, field: FieldPlan, completed: Promise<unknown>, path: Path | undefined): Promise<unknown> {
  return completed.catch((error: unknown) => fail(run, field, path, error));
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
