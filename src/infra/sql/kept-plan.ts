import { placeIn } from './beyond.js';
import type { Model } from './model.js';
import { isJson, type Json } from './statement.js';

/** Columns by which an index has the rows of one value in an order, by the keys of the order. A test looks at the plans. */
export const ORDERED_BY_VALUE: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  Ticket: { 'updatedAt,id': ['statusId', 'categoryId', 'submitterId', 'assigneeId'] },
};

/**
 * Whether one plan is best for all values that rows are looked for by: at most one row can be meant, or an index has the rows
 * in their order, by the value of one column at most and from a place on.
 */
export function isPlanCommon(model: Model, { where, orderBy }: Json): boolean {
  const conditions = conditionsIn(where);
  const isByKey = conditions.some(([name, value]) => name === 'id' && typeof value === 'number');
  return isByKey || followsIndex(model, conditions, keysOf(orderBy));
}

function followsIndex(model: Model, conditions: readonly Condition[], order: string | null): boolean {
  if (order === null) return false;
  const places = conditions.filter(([name, value]) => name === 'OR' && isPlaceIn(model, value, order));
  const values = conditions.filter((condition) => {
    const column = columnOf(model, condition);
    return column !== null && ORDERED_BY_VALUE[model.name]?.[order]?.includes(column);
  });
  const bounds = conditions.filter((condition) => places.length === 1 && isBoundOf(order, condition));
  const known = places.length + bounds.length + values.length;
  return places.length <= 1 && values.length <= 1 && known === conditions.length;
}

/** What a place implies of the first key of its order. */
function isBoundOf(order: string, [name, value]: Condition): boolean {
  return name === order.split(',')[0] && isJson(value) && ['lte', 'gte'].includes(Object.keys(value).join());
}

type Condition = readonly [name: string, value: unknown];

/** What must all hold. */
function conditionsIn(where: unknown): Condition[] {
  return Object.entries(Object(where)).flatMap(([name, value]): Condition[] => {
    if (value === undefined) return [];
    return name === 'AND' && Array.isArray(value) ? value.flatMap(conditionsIn) : [[name, value]];
  });
}

function isPlaceIn(model: Model, branches: unknown, order: string): boolean {
  const place = Array.isArray(branches) ? placeIn(model, branches) : null;
  return place !== null && place.keys.map(({ name }) => name).join() === order;
}

/** The column that has to have one value, of its own or as a foreign key. */
function columnOf({ scalars, relations }: Model, [name, value]: Condition): string | null {
  if (scalars.has(name)) return isOne(value) ? name : null;
  const relation = relations.get(name);
  if (!relation?.isRequired || !isJson(value)) return null;
  const [[key, id] = [], ...others] = Object.entries(Object(value.is ?? value));
  return key === 'id' && others.length === 0 && isOne(id) ? relation.ownColumn : null;
}

function isOne(value: unknown): boolean {
  const one = isJson(value) && Object.keys(value).join() === 'equals' ? value.equals : value;
  return typeof one === 'number';
}

/** The keys of an order that an index can have from either end; null for others. */
function keysOf(orderBy: unknown): string | null {
  const keys = (Array.isArray(orderBy) ? orderBy : [orderBy]).flatMap((order) => Object.entries(Object(order)));
  const [[, direction] = []] = keys;
  const isSame = typeof direction === 'string' && keys.every(([, other]) => other === direction);
  return isSame ? keys.map(([name]) => name).join() : null;
}
