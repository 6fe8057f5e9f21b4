import { typeBrandKey } from '@pothos/core';
import {
  type GraphQLAbstractType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
} from 'graphql';
import { loadRecord } from './load.js';
import {
  type ChildPlan,
  type Complete,
  type FieldPlan,
  fieldPath,
  type ObjectPlan,
  type Path,
  type Run,
} from './plan.js';
import { isPromise, locate, runFields } from './run.js';

/** How values of a type become part of the answer, as § 6.4 of the GraphQL specification says. `name` is the field's, for errors. */
export function completer(type: GraphQLOutputType, name: string, child: ChildPlan | null): Complete {
  return completerOf(type, { name, child }, fieldPath);
}

interface Place {
  readonly name: string;
  readonly child: ChildPlan | null;
}

/** Where the value stands: fields make their own path, items of lists have one. */
type PathOf = (field: FieldPlan, path: Path | undefined) => Path | undefined;

const ownPath: PathOf = (_field, path) => path;

function completerOf(type: GraphQLOutputType, place: Place, pathOf: PathOf): Complete {
  if (isNonNullType(type)) return completeNonNull(completerOf(type.ofType, place, pathOf), place.name);
  if (isListType(type)) return completeList(type.ofType, place, pathOf);
  if (isLeafType(type)) return completeLeaf(type);
  if (isAbstractType(type)) return completeAbstract(type, place, pathOf);
  return completeObject(type, place, pathOf);
}

function completeNonNull(complete: Complete, name: string): Complete {
  const demanded = (value: unknown) => {
    if (value === null || value === undefined) throw new Error(`Cannot return null for non-nullable field ${name}.`);
    return value;
  };
  return (run, value, field, path) => {
    const completed = complete(run, value, field, path);
    return isPromise(completed) ? completed.then(demanded) : demanded(completed);
  };
}

function completeLeaf(type: GraphQLLeafType): Complete {
  return (_run, value) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw value;
    const serialized = type.serialize(value);
    if (serialized === null || serialized === undefined) throw new Error(`${type.name} cannot show ${String(value)}.`);
    return serialized;
  };
}

function completeObject(type: GraphQLObjectType, { child }: Place, pathOf: PathOf): Complete {
  const plan = child?.of(type.name);
  return (run, value, field, path) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw value;
    if (!plan) throw new Error(`There is no plan for ${type.name}.`);
    return runObject(run, plan, value, pathOf(field, path));
  };
}

function runObject(run: Run, plan: ObjectPlan, source: unknown, path: Path | undefined): unknown {
  if (plan.record && !run.read.has(plan)) {
    return loadRecord(run, plan, source).then((record) => runFields(run, plan, record, path));
  }
  return runFields(run, plan, source, path);
}

/** Values of abstract types carry the mark of their type, as Pothos' `brandWithType` sets it. */
function completeAbstract(type: GraphQLAbstractType, { child }: Place, pathOf: PathOf): Complete {
  return (run, value, field, path) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw value;
    const brand: unknown = Reflect.get(value, typeBrandKey);
    const plan = child?.of(nameOf(brand));
    if (!plan) throw new Error(`Abstract type ${type.name} was resolved to a type that is none of its own.`);
    return runObject(run, plan, value, pathOf(field, path));
  };
}

function nameOf(brand: unknown): string {
  return typeof brand === 'string' ? brand : String(Reflect.get(Object(brand), 'name'));
}

function completeList(itemType: GraphQLOutputType, place: Place, pathOf: PathOf): Complete {
  const complete = completerOf(itemType, place, ownPath);
  const isNullable = !isNonNullType(itemType);
  return (run, value, field, path) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw value;
    if (!Array.isArray(value)) throw new Error(`Expected Iterable, but did not find one for field "${place.name}".`);

    const listPath = pathOf(field, path);
    const failed = (error: unknown, itemPath: Path) => {
      const located = locate(error, field, itemPath);
      if (!isNullable) throw located;
      run.errors.push(located);
      return null;
    };
    const items = value.map((item: unknown, key) => {
      const itemPath = { prev: listPath, key, typename: undefined };
      try {
        const completed = isPromise(item)
          ? item.then((settled) => complete(run, settled, field, itemPath))
          : complete(run, item, field, itemPath);
        return isPromise(completed) ? completed.catch((error) => failed(error, itemPath)) : completed;
      } catch (error) {
        return failed(error, itemPath);
      }
    });
    return items.some(isPromise) ? Promise.all(items) : items;
  };
}
