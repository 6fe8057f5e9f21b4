import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Clause } from '../../core/keyset.js';
import { argumentReader } from './arguments.js';
import { completer } from './complete.js';
import {
  type ChildPlan,
  type FieldPlan,
  type ObjectPlan,
  type OperationPlan,
  type Resolve,
  Unplannable,
} from './plan.js';
import { mergeSelect } from './selection.js';

/** Decides everything about an operation that can be decided before it runs. Throws `Unplannable`. */
export function compileOperation(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): OperationPlan {
  const isQuery = operation.operation === 'query';
  const root = isQuery ? schema.getQueryType() : schema.getMutationType();
  if (!root) throw new Unplannable('no root type');
  return { schema, operation, fragments, root: compileObject({ schema, fragments }, root, [operation.selectionSet]) };
}

interface Scope {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}

function compileObject(scope: Scope, type: GraphQLObjectType, sets: readonly SelectionSetNode[]): ObjectPlan {
  const groups = new Map<string, FieldNode[]>();
  for (const set of sets) collectFields(scope, type, set, groups);
  const fields = [...groups].map(([key, nodes]) => compileField(scope, type, key, nodes));
  return { type, fields, record: recordPlan(type, fields) };
}

/** The fields of a selection by their names in the answer, fragments spread out. */
function collectFields(
  scope: Scope,
  type: GraphQLObjectType,
  { selections }: SelectionSetNode,
  groups: Map<string, FieldNode[]>,
): void {
  for (const selection of selections) {
    refuseDirectives(selection.directives);
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      groups.set(key, [...(groups.get(key) ?? []), selection]);
      continue;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : scope.fragments[selection.name.value];
    if (!fragment) throw new Unplannable('an unknown fragment');
    refuseDirectives(fragment.directives);
    const condition = fragment.typeCondition?.name.value;
    if (condition === undefined || applies(scope.schema, condition, type)) {
      collectFields(scope, type, fragment.selectionSet, groups);
    }
  }
}

/** `@skip` and `@include` make several operations of one. */
function refuseDirectives(directives: readonly DirectiveNode[] | undefined): void {
  if (directives?.length) throw new Unplannable('a directive');
}

function applies(schema: GraphQLSchema, condition: string, type: GraphQLObjectType): boolean {
  const wanted = schema.getType(condition);
  return wanted === type || (isAbstractType(wanted) && schema.isSubType(wanted, type));
}

function compileField(
  scope: Scope,
  parentType: GraphQLObjectType,
  key: string,
  nodes: readonly FieldNode[],
): FieldPlan {
  const [node] = nodes;
  const field = node && parentType.getFields()[node.name.value];
  // `__typename` and introspection have no place in the type; `__proto__` is no key of a plain object.
  if (!node || !field || key === '__proto__') return typenameField(parentType, key, nodes);

  const child = childPlan(scope, field.type, nodes);
  const extensions = field.extensions as FieldExtensions;
  if (extensions.pothosArgMappers?.length) throw new Unplannable('arguments that are changed');
  const resolve = resolverOf(field, extensions);
  return {
    key,
    field,
    parentType,
    nodes,
    resolve,
    takesInfo: resolve.length > 3,
    readArgs: argumentReader(field, node),
    select: extensions.pothosPrismaSelect || null,
    complete: completer(field.type, `${parentType.name}.${field.name}`, child),
    child,
  };
}

interface FieldExtensions {
  readonly pothosArgMappers?: readonly unknown[] | null;
  readonly pothosPrismaSelect?: FieldPlan['select'] | false;
  readonly pothosConfig?: { readonly resolve?: Resolve };
}

/** The field's own resolver, without Pothos' search for what has been loaded: the plan knows. */
function resolverOf({ name }: GraphQLField<unknown, unknown>, { pothosConfig }: FieldExtensions): Resolve {
  return pothosConfig?.resolve ?? ((source) => Reflect.get(source as object, name));
}

function typenameField(parentType: GraphQLObjectType, key: string, nodes: readonly FieldNode[]): FieldPlan {
  const [node] = nodes;
  if (node?.name.value !== '__typename' || key === '__proto__') throw new Unplannable('introspection');
  return {
    key,
    field: { name: '__typename' } as GraphQLField<unknown, unknown>,
    parentType,
    nodes,
    resolve: () => parentType.name,
    takesInfo: false,
    readArgs: () => ({}),
    select: null,
    complete: (_run, value) => value,
    child: null,
  };
}

function childPlan(scope: Scope, type: GraphQLOutputType, nodes: readonly FieldNode[]): ChildPlan | null {
  const named = getNamedType(type);
  const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  if (isObjectType(named)) {
    const only = compileObject(scope, named, sets);
    return { only, of: (typeName) => (typeName === named.name ? only : null) };
  }
  if (!isAbstractType(named)) return null;

  const plans = new Map(
    scope.schema.getPossibleTypes(named).map((possible) => [possible.name, compileObject(scope, possible, sets)]),
  );
  return { only: null, of: (typeName) => plans.get(typeName) ?? null };
}

interface TypeExtensions {
  readonly pothosPrismaModel?: string;
  readonly pothosPrismaTypeSelection?: { readonly select?: Clause };
}

function recordPlan(type: GraphQLObjectType, fields: readonly FieldPlan[]): ObjectPlan['record'] {
  const { pothosPrismaModel: model, pothosPrismaTypeSelection: own } = type.extensions as TypeExtensions;
  if (model === undefined) return null;
  if (!own?.select) throw new Unplannable(`${type.name} without a selection of its own`);

  const select: Record<string, unknown> = {};
  mergeSelect(select, own.select);
  for (const field of fields) {
    if (typeof field.select !== 'object' || field.select === null) continue;
    if (!mergeSelect(select, field.select)) throw new Unplannable(`selections of ${field.key} that contradict`);
  }
  return { model, select, dynamic: fields.filter((field) => typeof field.select === 'function') };
}
