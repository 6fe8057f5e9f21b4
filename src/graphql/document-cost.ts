import {
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type ValueNode,
} from 'graphql';
import { documentShape, isIntrospection, type ResponsePath, responseKey } from './document-shape.js';

const SIZE_STANDARD = 25;

/** The arguments that say how many rows an answer has. */
const SIZE_ARGUMENTS = new Set(['first', 'last', 'ids']);

/** What an operation costs, and its dearest root field. */
export interface OperationCost {
  readonly cost: number;
  readonly dearest: ResponsePath;
}

type Variables = Readonly<Record<string, unknown>>;
type CostReader = (variables: Variables) => OperationCost;

/** A field reduced to what its cost depends on. */
interface Priced {
  readonly key: string;
  /** How many rows at most; null for what is no list. */
  readonly sizeOf: ((variables: Variables) => number) | null;
  readonly children: readonly Priced[];
}

const readers = new WeakMap<OperationDefinitionNode, CostReader>();

/**
 * The cost of an operation: a list costs its size times the cost of what hangs on each row, at least its size; what holds no
 * list costs nothing beside it; a root field costs at least one, except `rateLimit`. The work on the document is done once per
 * document.
 */
export function operationCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): OperationCost {
  let reader = readers.get(operation);
  if (!reader) {
    reader = costReader(schema, document, operation);
    readers.set(operation, reader);
  }
  return reader(variables);
}

function costReader(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): CostReader {
  const root = schema.getRootType(operation.operation);
  const shape = documentShape(document);
  const known = new Map<FieldNode, Priced>();

  function price(type: GraphQLObjectType | undefined, field: FieldNode): Priced {
    const before = known.get(field);
    if (before) return before;
    const definition = type?.getFields()[field.name.value];
    const named = definition && getNamedType(definition.type);
    const isList = definition?.args.some(({ name }) => SIZE_ARGUMENTS.has(name)) ?? false;
    const beneath = shape.fieldsOf(field.selectionSet).filter((child) => !isIntrospection(child));
    const priced = {
      key: responseKey(field),
      sizeOf: isList ? sizeReader(field, operation) : null,
      children: isCompositeType(named) ? beneath.map((child) => price(typeOf(schema, named, child), child)) : [],
    };
    known.set(field, priced);
    return priced;
  }

  const isFree = (field: FieldNode) => isIntrospection(field) || field.name.value === 'rateLimit';
  const fields = root ? shape.fieldsOf(operation.selectionSet).filter((field) => !isFree(field)) : [];
  const priced = fields.map((field) => price(root ?? undefined, field));
  return (variables) => total(priced, variables);
}

/** Fields of interfaces and unions are priced as the dearest type that has them: one in which they lead on. */
function typeOf(schema: GraphQLSchema, parent: GraphQLCompositeType, child: FieldNode): GraphQLObjectType | undefined {
  if (isObjectType(parent)) return parent;
  const types = schema.getPossibleTypes(parent).filter((type) => child.name.value in type.getFields());
  const leadsOn = (type: GraphQLObjectType) => isCompositeType(getNamedType(type.getFields()[child.name.value]?.type));
  return types.find(leadsOn) ?? types[0];
}

function total(fields: readonly Priced[], variables: Variables): OperationCost {
  const memo = new Map<Priced, number>();
  let [cost, highest, dearest]: [number, number, ResponsePath] = [0, 0, []];
  for (const field of fields) {
    const own = Math.max(1, costOf(field, variables, memo));
    cost += own;
    if (own > highest) [highest, dearest] = [own, [field.key]];
  }
  return { cost, dearest };
}

function costOf(field: Priced, variables: Variables, memo: Map<Priced, number>): number {
  const known = memo.get(field);
  if (known !== undefined) return known;
  const beneath = field.children.reduce((sum, child) => sum + costOf(child, variables, memo), 0);
  const cost = field.sizeOf ? field.sizeOf(variables) * Math.max(1, beneath) : beneath;
  memo.set(field, cost);
  return cost;
}

function sizeReader(field: FieldNode, operation: OperationDefinitionNode): (variables: Variables) => number {
  const values = (field.arguments ?? [])
    .filter(({ name }) => SIZE_ARGUMENTS.has(name.value))
    .map(({ value }) => valueReader(value, operation));
  return (variables) => {
    const sizes = values.map((read) => sizeOf(read(variables))).filter((size) => size !== null);
    return sizes.length > 0 ? Math.max(1, ...sizes) : SIZE_STANDARD;
  };
}

/** A list of ids is as long as it is. */
function sizeOf(value: unknown): number | null {
  if (Array.isArray(value)) return value.length;
  return typeof value === 'number' ? value : null;
}

function valueReader(value: ValueNode, operation: OperationDefinitionNode): (variables: Variables) => unknown {
  if (value.kind === Kind.INT) return () => Number(value.value);
  if (value.kind === Kind.LIST) return () => value.values;
  if (value.kind !== Kind.VARIABLE) return () => null;
  const name = value.name.value;
  const definition = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
  const standard = definition?.defaultValue?.kind === Kind.INT ? Number(definition.defaultValue.value) : null;
  return (variables) => (variables[name] === undefined ? standard : variables[name]);
}
