import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLError,
  GraphQLField,
  GraphQLObjectType,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import type { Context } from '../../core/context.js';
import type { Clause } from '../../core/keyset.js';

/** An operation with everything decided that does not depend on the request. */
export interface OperationPlan {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly root: ObjectPlan;
}

/** The fields that one place of an operation asks of one object type. */
export interface ObjectPlan {
  readonly type: GraphQLObjectType;
  readonly fields: readonly FieldPlan[];
  /** Null for types that are no database records. */
  readonly record: RecordPlan | null;
}

/** What the fields of a place need of the record that they show. */
export interface RecordPlan {
  readonly model: string;
  /** The part of the selection that is the same for every request. */
  readonly select: Clause;
  /** The fields whose part depends on arguments or on the caller. */
  readonly dynamic: readonly FieldPlan[];
}

export interface FieldPlan {
  /** Its name in the answer. */
  readonly key: string;
  readonly field: GraphQLField<unknown, unknown>;
  readonly parentType: GraphQLObjectType;
  readonly nodes: readonly FieldNode[];
  readonly resolve: Resolve;
  /** Whether the resolver looks at the fourth argument. */
  readonly takesInfo: boolean;
  readonly readArgs: (run: Run) => object;
  readonly select: Select | Clause | null;
  readonly complete: Complete;
  /** What it leads to; null for values without fields. */
  readonly child: ChildPlan | null;
}

export type Resolve = (source: unknown, args: object, ctx: Context, info: unknown) => unknown;

/** What the field's type says about the selection, as Pothos keeps it. */
export type Select = (
  args: object,
  ctx: Context,
  nested: (query?: NestedQuery, at?: NestedPlace) => Clause,
  selectedNames: () => ReadonlySet<string>,
) => { readonly select?: Clause } | null;

type NestedQuery = Clause | ((args: object, ctx: Context) => Clause);

export interface NestedPlace {
  readonly getType?: () => string;
  readonly paths?: readonly (readonly { readonly name: string }[])[];
}

/** The plan of the object that a field leads to, by the name of its type. */
export interface ChildPlan {
  /** The only type there is; null when there are several. */
  readonly only: ObjectPlan | null;
  of(typeName: string): ObjectPlan | null;
}

/** Operations with something in them that is left to the general executor. */
export class Unplannable extends Error {
  override readonly name = 'Unplannable';
}

/** One execution of a plan. */
export interface Run {
  readonly plan: OperationPlan;
  readonly ctx: Context;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly errors: GraphQLError[];
  /** The places whose records have been read with all that is asked of them. */
  readonly read: Set<ObjectPlan>;
  /** The fields whose part of the record has to be read on its own. */
  readonly loose: Set<FieldPlan>;
  /** What `make` made for the key in this run. */
  once<Value>(key: object, make: () => Value): Value;
}

/** Where in the answer a value stands, from the inside out. */
export interface Path {
  readonly prev: Path | undefined;
  readonly key: string | number;
  readonly typename: string | undefined;
}

/** Turns what a resolver answered into what the client gets. */
export type Complete = (run: Run, value: unknown, field: FieldPlan, path: Path | undefined) => unknown;

/** Where a field of the object at `prev` stands. */
export function fieldPath({ key, parentType }: FieldPlan, prev: Path | undefined): Path {
  return { prev, key, typename: parentType.name };
}
