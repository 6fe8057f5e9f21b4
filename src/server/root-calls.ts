import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getOperationAST,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Budget, Cost } from '../core/limits.js';

const FREE = new Set(['__schema', '__type', '__typename', 'rateLimit']);
const SEARCHING = new Set(['search', 'userByEmail']);

type Variables = Readonly<Record<string, unknown>>;

interface Walk {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Variables;
  readonly visited: Set<string>;
  /** The field of each key in the answer: the fields of one key are merged and run once. */
  readonly byKey: Map<string, string>;
}

/**
 * The calls that running an operation makes: one per root field, also under aliases and in fragments; what `@skip` and
 * `@include` leave out is not called. Empty when no operation is chosen, for then nothing runs.
 */
export function countRootCalls(document: DocumentNode, operationName?: string | null, given?: Variables | null): Cost {
  const operation = getOperationAST(document, operationName);
  if (!operation) return {};
  const walk: Walk = {
    fragments: fragmentsOf(document),
    variables: variablesOf(operation, given ?? {}),
    visited: new Set(),
    byKey: new Map(),
  };
  collect(operation.selectionSet, walk);

  const cost: Partial<Record<Budget, number>> = {};
  for (const field of walk.byKey.values()) {
    if (FREE.has(field)) continue;
    const budget = SEARCHING.has(field) ? 'search' : 'standard';
    cost[budget] = (cost[budget] ?? 0) + 1;
  }
  return cost;
}

function collect({ selections }: SelectionSetNode, walk: Walk): void {
  for (const selection of selections) {
    if (!isIncluded(selection.directives ?? [], walk.variables)) continue;
    if (selection.kind === 'Field') walk.byKey.set(keyOf(selection), selection.name.value);
    else if (selection.kind === 'InlineFragment') collect(selection.selectionSet, walk);
    else spread(selection.name.value, walk);
  }
}

function spread(name: string, walk: Walk): void {
  const fragment = walk.fragments.get(name);
  if (!fragment || walk.visited.has(name)) return;
  walk.visited.add(name);
  collect(fragment.selectionSet, walk);
}

function keyOf({ alias, name }: FieldNode): string {
  return alias?.value ?? name.value;
}

function isIncluded(directives: readonly DirectiveNode[], variables: Variables): boolean {
  return directives.every(({ name, arguments: args = [] }) => {
    const condition = args.find((arg) => arg.name.value === 'if')?.value;
    if (!condition || (name.value !== 'skip' && name.value !== 'include')) return true;
    const value =
      condition.kind === 'Variable' ? variables[condition.name.value] : 'value' in condition && condition.value;
    return name.value === 'skip' ? value !== true : value !== false;
  });
}

function variablesOf({ variableDefinitions = [] }: OperationDefinitionNode, given: Variables): Variables {
  const values: Record<string, unknown> = {};
  for (const { variable, defaultValue } of variableDefinitions) {
    const name = variable.name.value;
    const isGiven = Object.hasOwn(given, name) && given[name] !== undefined;
    values[name] = isGiven ? given[name] : defaultValue?.kind === 'BooleanValue' ? defaultValue.value : undefined;
  }
  return values;
}

function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === 'FragmentDefinition') fragments.set(definition.name.value, definition);
  }
  return fragments;
}
