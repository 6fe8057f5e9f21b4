import { type FieldNode, type GraphQLField, getArgumentValues, Kind, type ValueNode } from 'graphql';
import type { Run } from './plan.js';

const NONE = Object.freeze({});

/** Reads the arguments of a field: once for all requests where no variable is in them, else once per request. */
export function argumentReader(field: GraphQLField<unknown, unknown>, node: FieldNode): (run: Run) => object {
  if (field.args.length === 0) return () => NONE;
  const hasVariables = node.arguments?.some(({ value }) => namesVariable(value)) ?? false;
  if (hasVariables) return (run) => run.once(node, () => getArgumentValues(field, node, run.variables));

  let args: object | undefined;
  return () => {
    args ??= getArgumentValues(field, node);
    return args;
  };
}

/** Whether a variable is in a value. */
export function namesVariable(value: ValueNode): boolean {
  if (value.kind === Kind.VARIABLE) return true;
  if (value.kind === Kind.LIST) return value.values.some(namesVariable);
  return value.kind === Kind.OBJECT && value.fields.some((field) => namesVariable(field.value));
}
