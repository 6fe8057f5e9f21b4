import type { Model, Relation, Scalar } from './model.js';
import { column, isJson, type Json, type Statement, Unsupported } from './statement.js';

interface Table {
  readonly model: Model;
  readonly alias: string;
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
  const each = () => (Array.isArray(value) ? value : [value]).map((part) => compileParts(sql, table, part));
  if (key === 'AND') return conjunction(each());
  if (key === 'NOT') return negation(conjunction(each()));
  if (key === 'OR') return disjunction(each());

  const scalar = table.model.scalars.get(key);
  if (scalar) return compileScalar(sql, column(table.alias, scalar.name), scalar, value);
  if (table.model.keys.has(key)) return compileParts(sql, table, value);
  const relation = table.model.relations.get(key);
  if (!relation) throw new Unsupported(`where ${key}`);
  return relation.isList ? compileMany(sql, table, relation, value) : compileOne(sql, table, relation, value);
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
  const alias = sql.alias();
  const target = sql.model(relation.target);
  const own = `${column(alias, relation.targetColumn)} = ${column(table.alias, relation.ownColumn)}`;
  const condition = conjunction([own, compileWhere(sql, { model: target, alias }, where)]);
  return `EXISTS (SELECT 1 FROM "${target.name}" ${alias} WHERE ${condition})`;
}

function compileScalar(sql: Statement, name: string, scalar: Scalar, value: unknown): string {
  if (value === null) return `${name} IS NULL`;
  if (Array.isArray(value)) throw new Unsupported('list filter');
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
      if (operand === null) return `${name} IS NULL`;
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

function isEmpty(where: unknown): boolean {
  return isJson(where) && Object.keys(where).length === 0;
}
