import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type FragmentDefinitionNode,
  GraphQLError,
  getOperationAST,
  getVariableValues,
  Kind,
} from 'graphql';
import type { Context } from '../../core/context.js';
import { compileOperation } from './compile.js';
import { type OperationPlan, Unplannable } from './plan.js';
import { newRun, runFields, runFieldsInTurn } from './run.js';

/** The plans of a document by the name of the operation; null for those that have none. */
const plans = new WeakMap<DocumentNode, Map<string, OperationPlan | null>>();

/** The plan of an operation, made when it is first asked for; null for what the general executor has to run. */
export function planOf({ schema, document, operationName }: ExecutionArgs): OperationPlan | null {
  const known = plans.get(document) ?? new Map<string, OperationPlan | null>();
  plans.set(document, known);
  const name = operationName ?? '';
  let plan = known.get(name);
  if (plan === undefined) {
    plan = tryToPlan({ schema, document, operationName });
    known.set(name, plan);
  }
  return plan;
}

function tryToPlan({ schema, document, operationName }: ExecutionArgs): OperationPlan | null {
  const operation = getOperationAST(document, operationName);
  if (!operation || operation.operation === 'subscription') return null;
  const fragments = document.definitions.filter(
    (definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION,
  );
  try {
    return compileOperation(schema, operation, Object.fromEntries(fragments.map((one) => [one.name.value, one])));
  } catch (error) {
    if (error instanceof Unplannable) return null;
    throw error;
  }
}

/** Runs an operation as § 6 of the GraphQL specification says. */
export async function executePlan(
  plan: OperationPlan,
  ctx: Context,
  given: ExecutionArgs['variableValues'],
): Promise<ExecutionResult> {
  const { schema, operation, root } = plan;
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], given ?? {});
  if (errors) return { errors: errors.map(asBadRequest) };

  const run = newRun(plan, ctx, coerced);
  const data = await dataOf(() =>
    operation.operation === 'mutation' ? runFieldsInTurn(run, root) : runFields(run, root, undefined, undefined),
  );
  if (data.error) run.errors.push(data.error);
  return run.errors.length > 0 ? { errors: run.errors, data: data.value } : { data: data.value };
}

/** Variables that do not fit their types make a bad request, as those executors have it that Yoga comes with. */
function asBadRequest(error: GraphQLError): GraphQLError {
  const { message, nodes } = error;
  return new GraphQLError(message, { nodes, originalError: error, extensions: { http: { status: 400 } } });
}

interface Data {
  readonly value: ExecutionResult['data'];
  readonly error?: GraphQLError;
}

/** A failure that no field around it could take leaves no data at all. */
async function dataOf(work: () => unknown): Promise<Data> {
  try {
    return { value: (await work()) as Data['value'] };
  } catch (error) {
    return { value: null, error: error as GraphQLError };
  }
}
