import type { GraphQLResolveInfo } from 'graphql';
import { type FieldPlan, fieldPath, type Path, type Run } from './plan.js';

/** What resolvers are told about the query, and the plan behind it. */
export class PlannedInfo implements GraphQLResolveInfo {
  constructor(
    readonly run: Run,
    readonly field: FieldPlan,
    private readonly parentPath: Path | undefined,
  ) {}

  readonly rootValue = undefined;

  get path() {
    return fieldPath(this.field, this.parentPath);
  }
  get fieldName() {
    return this.field.field.name;
  }
  get fieldNodes() {
    return this.field.nodes;
  }
  get returnType() {
    return this.field.field.type;
  }
  get parentType() {
    return this.field.parentType;
  }
  get schema() {
    return this.run.plan.schema;
  }
  get fragments() {
    return this.run.plan.fragments;
  }
  get operation() {
    return this.run.plan.operation;
  }
  get variableValues() {
    return this.run.variables;
  }
}
