import { compileBeyond } from './beyond.js';
import type { Model, Relation, Scalar } from './model.js';
import { column, isJson, type Json, type Statement, Unsupported } from './statement.js';

export interface Table {
  readonly model: Model;
  readonly alias: string;
  /** Relations whose one row is joined anyway. */
  readonly joined?: ReadonlyMap<string, Table>;
  /** All that match are read, in no order. */
  readonly isCounted?: boolean;
  /** Related rows are found first, and by them the rows of this table. */
  readonly bySets?: boolean;
}

/** A Prisma `where` as an SQL condition on the aliased table. */
export function compileWhere(sql: Statement, table: Table, where: unknown): string {
  const condition = compileParts(sql, table, where);
  if (condition !== '') return condition;
  return isJson(where) && where.OR !== undefined ? 'FALSE' : 'TRUE';
}

/**
 * Empty when nothing is demanded. Inside AND, OR and NOT Prisma passes over empty conditions, also in `OR: [{}, x]`,
 * which is x; an OR without any condition holds for nothing, but only where it stands alone.
 */
function compileParts(sql: Statement, table: Table, where: unknown): string {
  if (!isJson(where)) throw new Unsupported('where');
  const terms: string[] = [];
  for (const [key, value] of Object.entries(where)) {
    if (value !== undefined) terms.push(compileTerm(sql, table, key, value));
  }
  return conjunction(terms);
}

function compileTerm(sql: Statement, table: Table, key: string, value: unknown): string {
  const parts: unknown[] = Array.isArray(value) ? value : [value];
  const each = (of: Table) => parts.map((part) => compileParts(sql, of, part));
  if (key === 'AND') return conjunction(each(table));
  // The short forms may come out as null, which only means false as long as nothing is negated.
  if (key === 'NOT') return negation(conjunction(each({ model: table.model, alias: table.alias })));
  if (key === 'OR') {
    return compileBeyond(sql, table, parts) ?? disjunction(each({ ...table, bySets: isFoundBySets(table, parts) }));
  }

  const scalar = table.model.scalars.get(key);
  if (scalar) return compileScalar(sql, column(table.alias, scalar.name), scalar, value);
  if (table.model.keys.has(key)) return compileParts(sql, table, value);
  const relation = table.model.relations.get(key);
  if (!relation) throw new Unsupported(`where ${key}`);
  const row = table.joined?.get(key);
  if (row && isJson(value) && !('is' in value) && !('isNot' in value)) return compileWhere(sql, row, value);
  return relation.isList ? compileMany(sql, table, relation, value) : compileOne(sql, table, relation, value);
}

/**
 * For an OR of what rows belong to the planner reads the whole table; to count them it is better to look up what belongs, by
 * one index after the other. The rows of a page would have to be sorted then, so there the choice is the planner's.
 */
function isFoundBySets({ model, isCounted }: Table, parts: readonly unknown[]): boolean {
  return isCounted === true && parts.every((part) => isLookup(model, part));
}

/** Such as `{ categoryId: { in: [7, 8] } }`, `{ submitter: { companyId: 7 } }` and `{ participants: { some: { userId: 7 } } }`. */
function isLookup(model: Model, part: unknown): boolean {
  const [[name, value] = [], ...others] = Object.entries(Object(part));
  if (name === undefined || others.length > 0) return false;
  const relation = model.relations.get(name);
  if (!relation) return [...model.relations.values()].some(({ ownColumn }) => ownColumn === name) && isOneOf(value);
  const [[, key] = [], ...more] = Object.entries(Object(relation.isList ? Object(value).some : value));
  return typeof key === 'number' && more.length === 0;
}

function isOneOf(value: unknown): boolean {
  return typeof value === 'number' || (isJson(value) && Object.keys(value).join() === 'in');
}

function compileMany(sql: Statement, table: Table, relation: Relation, value: unknown): string {
  if (!isJson(value)) throw new Unsupported('relation filter');
  const terms = Object.entries(value).flatMap(([quantifier, where]) => {
    if (where === undefined) return [];
    if (quantifier === 'some') return [exists(sql, table, relation, where)];
    if (quantifier === 'none') return [negation(exists(sql, table, relation, where))];
    if (quantifier === 'every') return isEmpty(where) ? [] : [negation(exists(sql, table, relation, { NOT: where }))];
    throw new Unsupported(quantifier);
  });
  return conjunction(terms);
}

function compileOne(sql: Statement, table: Table, relation: Relation, value: unknown): string {
  if (value === null) return negation(exists(sql, table, relation, {}));
  if (!isJson(value)) throw new Unsupported('relation filter');
  if (!('is' in value) && !('isNot' in value)) return exists(sql, table, relation, value);

  const { is, isNot } = value;
  const terms: string[] = [];
  if (is !== undefined) terms.push(compileOne(sql, table, relation, is));
  if (isNot !== undefined) terms.push(negation(compileOne(sql, table, relation, isNot)));
  return conjunction(terms);
}

function exists(sql: Statement, table: Table, relation: Relation, where: unknown): string {
  // A foreign key is the key of a row, or null.
  if (isEmpty(where) && relation.ownColumn !== 'id') return `${column(table.alias, relation.ownColumn)} IS NOT NULL`;
  const target = sql.model(relation.target);
  const id = target.scalars.get('id');
  if (id && relation.isRequired && isJson(where) && namesOnlyId(where)) {
    // The foreign key is the id, never null, so the row need not be looked up.
    return compileScalar(sql, column(table.alias, relation.ownColumn), id, where.id);
  }

  const alias = sql.alias();
  const own = `${column(alias, relation.targetColumn)} = ${column(table.alias, relation.ownColumn)}`;
  const matches = compileWhere(sql, { model: target, alias }, where);
  if (table.bySets) {
    const found = `SELECT ${column(alias, relation.targetColumn)} FROM "${target.name}" ${alias} WHERE ${matches}`;
    return `${column(table.alias, relation.ownColumn)} = ANY(ARRAY(${found}))`;
  }
  return `EXISTS (SELECT 1 FROM "${target.name}" ${alias} WHERE ${conjunction([own, matches])})`;
}

function compileScalar(sql: Statement, name: string, scalar: Scalar, value: unknown): string {
  if (value === null) return `${name} IS NULL`;
  if (Array.isArray(value)) throw new Unsupported('list filter');
  // Plans differ by truth values more than by others, and there are but two.
  if (typeof value === 'boolean') return `${name} = ${value}`;
  if (!isJson(value)) return `${name} = ${sql.bind(value)}`;

  const isInsensitive = value.mode === 'insensitive';
  const terms = Object.entries(value).flatMap(([operator, operand]) => {
    if (operator === 'mode' || operand === undefined) return [];
    return [compileOperator(sql, name, scalar, { operator, operand, isInsensitive })];
  });
  return conjunction(terms);
}

interface Comparison {
  readonly operator: string;
  readonly operand: unknown;
  readonly isInsensitive: boolean;
}

const COMPARATORS: Json = { lt: '<', lte: '<=', gt: '>', gte: '>=' };

function compileOperator(sql: Statement, name: string, scalar: Scalar, comparison: Comparison): string {
  const { operator, operand, isInsensitive } = comparison;
  const like = isInsensitive ? 'ILIKE' : 'LIKE';
  switch (operator) {
    case 'equals':
      if (operand === null || typeof operand === 'boolean') return compileScalar(sql, name, scalar, operand);
      return isInsensitive ? `${name} ILIKE ${sql.bind(operand)}` : `${name} = ${sql.bind(operand)}`;
    case 'not':
      if (operand === null) return `${name} IS NOT NULL`;
      if (isJson(operand)) return negation(compileScalar(sql, name, scalar, operand));
      if (isInsensitive) return `${name} NOT ILIKE ${sql.bind(operand)}`;
      return `${name} <> ${sql.bind(operand)}`;
    case 'in':
    case 'notIn':
      return compileSet(sql, name, comparison);
    case 'contains':
      return `${name} ${like} ${sql.bind(`%${operand}%`)}`;
    case 'startsWith':
      return `${name} ${like} ${sql.bind(`${operand}%`)}`;
    case 'endsWith':
      return `${name} ${like} ${sql.bind(`%${operand}`)}`;
    default: {
      const comparator = COMPARATORS[operator];
      if (comparator === undefined || isJson(operand)) throw new Unsupported(operator);
      return `${name} ${comparator} ${sql.bind(operand)}`;
    }
  }
}

function compileSet(sql: Statement, name: string, { operator, operand, isInsensitive }: Comparison): string {
  if (!Array.isArray(operand) || isInsensitive || operand.includes(null)) throw new Unsupported(operator);
  if (operand.length === 0) return operator === 'in' ? 'FALSE' : 'TRUE';
  return operator === 'in' ? `${name} = ANY(${sql.bind(operand)})` : `${name} <> ALL(${sql.bind(operand)})`;
}

function conjunction(terms: readonly string[]): string {
  return joined(terms, ' AND ');
}

function disjunction(terms: readonly string[]): string {
  return joined(terms, ' OR ');
}

/** Terms with parameters are never dropped, even when the outcome is certain: PostgreSQL refuses values nobody reads. */
function joined(terms: readonly string[], operator: string): string {
  const needed = terms.filter((term) => term !== '');
  return needed.length > 1 ? `(${needed.join(operator)})` : (needed[0] ?? '');
}

function negation(term: string): string {
  return term === '' ? '' : `(NOT ${term})`;
}

/** Such as `{ id: 7 }` and `{ id: { in: [7, 8] } }`. */
function namesOnlyId(where: Json): boolean {
  return Object.keys(where).join() === 'id' && where.id !== undefined && !isEmpty(where.id);
}

function isEmpty(where: unknown): boolean {
  return isJson(where) && Object.keys(where).length === 0;
}
