import { type ExecutionArgs, type ExecutionResult, getOperationAST, type OperationDefinitionNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { type ServerContext, type Visit, visitOf } from './visit.js';

const NAME_LENGTH_MAX = 100;

/**
 * Tells the log what a GraphQL request was called, and the metrics what it was: its root field, since clients may name
 * their operations as they like. Notes the codes of its errors, so it comes after the plugin that sets them.
 */
export function useOperationNames(): Plugin<object, ServerContext> {
  const note = ({ args }: { readonly args: ExecutionArgs }) => {
    const operation = getOperationAST(args.document, args.operationName);
    if (!operation) return;
    nameOperation(visitOf(args.contextValue as Partial<ServerContext>), operation);
  };
  return {
    onExecute: note as NonNullable<Plugin['onExecute']>,
    onSubscribe: note as NonNullable<Plugin['onSubscribe']>,
    onResultProcess({ result, serverContext }) {
      if (Symbol.asyncIterator in result) return;
      const results: readonly ExecutionResult[] = Array.isArray(result) ? result : [result];
      const codes = results.flatMap(({ errors = [] }) => errors.map(({ extensions }) => String(extensions.code)));
      if (codes.length > 0) visitOf(serverContext).errorCodes = codes;
    },
  };
}

export function nameOperation(visit: Visit, operation: OperationDefinitionNode): void {
  visit.route = routeOf(operation);
  visit.operation = operation.name?.value.slice(0, NAME_LENGTH_MAX) ?? visit.route;
}

function routeOf({ operation, selectionSet }: OperationDefinitionNode): string {
  const [first, ...others] = selectionSet.selections;
  if (others.length > 0 || first?.kind !== 'Field') return `${operation} several`;
  return `${operation} ${first.name.value}`;
}
