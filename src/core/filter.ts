import { demand, forbidden, invalid } from './errors.js';
import { COMPARATORS, type Comparator, compare, RANKED_COMPARATORS, type ValueKind } from './filter-comparators.js';
import type { CustomFieldsField, FilterField, FilterSpec, ManyField, OneField } from './filter-spec.js';
import type { Clause } from './keyset.js';
import { isStaff, type Principal } from './principal.js';

/** A filter as a client writes it, shape already checked. */
export type FilterInput = Readonly<Record<string, unknown>>;

/** What a filter is compiled with. */
export interface FilterScope {
  readonly who: Principal;
  readonly now: Date;
  /** All specs by entity. */
  readonly specs: ReadonlyMap<string, FilterSpec>;
  /** Reads an id of the entity as clients write it. */
  readonly readId: (entity: string, value: unknown, path: readonly string[]) => number;
}

interface Compilation extends FilterScope {
  conditionsLeft: number;
}

const CONDITIONS_MAX = 100;
const DEPTH_MAX = 12;

/**
 * Compiles a filter to one `where` clause. Every condition is true or false, never null: `neq`, `notIn` and `not` hold for
 * rows without a value. Related rows that the caller cannot see do not exist for it.
 */
export function filterClause(scope: FilterScope, spec: FilterSpec, filter: FilterInput | null | undefined): Clause {
  if (!filter) return {};
  return compileEntity({ ...scope, conditionsLeft: CONDITIONS_MAX }, spec, filter, ['filter']);
}

function compileEntity(scope: Compilation, spec: FilterSpec, filter: FilterInput, path: readonly string[]): Clause {
  demand(path.length <= 2 * DEPTH_MAX, invalid(path, `Filters are nested ${DEPTH_MAX} levels at most.`));
  const clauses = Object.entries(filter).map(([name, value]) =>
    compileMember(scope, spec, [name, value], [...path, name]),
  );
  return all(clauses);
}

function compileMember(
  scope: Compilation,
  spec: FilterSpec,
  [name, value]: readonly [string, unknown],
  path: readonly string[],
): Clause {
  demand(value !== null && value !== undefined, invalid(path, `${path.join('.')} must not be null; use isNull.`));
  if (name === 'and') return all(compileList(scope, spec, value, path));
  if (name === 'or') return any(compileList(scope, spec, value, path));
  if (name === 'not') return not(compileEntity(scope, spec, asInput(value), path));
  if (name === 'id')
    return compileColumn(scope, { kind: 'id', column: 'id', entity: spec.entity }, asInput(value), path);

  const field = Object.hasOwn(spec.fields, name) ? spec.fields[name] : undefined;
  // `isNull` of the record itself is answered where the relation leads to it.
  demand(field || name === 'isNull', invalid(path, `${path.join('.')} is not a filter.`));
  return field ? compileField(scope, field, value, path) : value === true ? NEVER : {};
}

function compileList(scope: Compilation, spec: FilterSpec, value: unknown, path: readonly string[]): Clause[] {
  const items = Array.isArray(value) ? value : [value];
  return items.map((item, index) => compileEntity(scope, spec, asInput(item), [...path, String(index)]));
}

function compileField(scope: Compilation, field: FilterField, value: unknown, path: readonly string[]): Clause {
  demand(!field.isStaffOnly || isStaff(scope.who), forbidden(`filter by ${path.slice(1).join('.')}`));
  switch (field.kind) {
    case 'one':
      return compileOne(scope, field, asInput(value), path);
    case 'many':
      return compileMany(scope, field, asInput(value), path);
    case 'customFields':
      return all(asList(value).map((item, index) => compileCustomField(scope, field, item, [...path, String(index)])));
    case 'flag':
      return compileFlag(scope, field.when(scope.now), asInput(value), path);
    default:
      return compileColumn(scope, field, asInput(value), path);
  }
}

function compileFlag(scope: Compilation, clause: Clause, input: FilterInput, path: readonly string[]): Clause {
  spend(scope, path);
  return all(Object.entries(input).map(([name, value]) => ((name === 'eq') === value ? clause : not(clause))));
}

function compileOne(scope: Compilation, field: OneField, input: FilterInput, path: readonly string[]): Clause {
  spend(scope, path);
  const { isNull, ...rest } = input;
  const visible = field.visible(scope.who);
  const exists = field.isNullable ? { [field.relation]: { isNot: null } } : {};
  const seen = isEmpty(visible) ? exists : { [field.relation]: { is: visible } };
  if (isNull === true) return all([not(seen), matchOne(scope, field, rest, path)]);
  return all([isNull === false ? seen : {}, matchOne(scope, field, rest, path)]);
}

function matchOne(scope: Compilation, field: OneField, input: FilterInput, path: readonly string[]): Clause {
  if (isEmpty(input)) return {};
  const match = compileEntity(scope, specOf(scope, field.entity), input, path);
  return { [field.relation]: { is: all([field.visible(scope.who), match]) } };
}

function compileMany(scope: Compilation, field: ManyField, input: FilterInput, path: readonly string[]): Clause {
  const visible = field.visible(scope.who);
  const related = (clause: Clause) => (field.through ? { [field.through]: clause } : clause);
  const clauses = Object.entries(input).map(([quantifier, value]) => {
    spend(scope, path);
    const match = compileEntity(scope, specOf(scope, field.entity), asInput(value), [...path, quantifier]);
    if (quantifier === 'every') return { [field.relation]: { none: related(all([visible, not(match)])) } };
    return { [field.relation]: { [quantifier]: related(all([visible, match])) } };
  });
  return all(clauses);
}

const VALUE_KINDS = { text: 'text', date: 'date', option: 'id', checked: 'boolean' } as const;
const VALUE_COLUMNS = { text: 'text', date: 'date', option: 'optionId', checked: 'checked' } as const;

function compileCustomField(
  scope: Compilation,
  { visible }: CustomFieldsField,
  input: FilterInput,
  path: readonly string[],
): Clause {
  const { field, isNull, ...values } = input;
  const fieldId = scope.readId('CustomField', field, [...path, 'field']);
  const some = (clause: Clause): Clause => ({ fieldValues: { some: all([visible(scope.who), { fieldId }, clause]) } });
  const clauses = Object.entries(values).flatMap(([name, comparators]) => {
    const key = toValueName(name, path);
    const column = { kind: VALUE_KINDS[key], entity: 'CustomFieldOption' };
    return comparisons(scope, column, asInput(comparators), [...path, name]).map(({ condition, isNegated }) =>
      negateIf(isNegated, some({ [VALUE_COLUMNS[key]]: condition })),
    );
  });
  if (typeof isNull === 'boolean') clauses.push(isNull ? not(some({})) : some({}));
  return all(clauses);
}

interface Column {
  readonly kind: ValueKind;
  readonly column: string;
  readonly isNullable?: true;
  readonly isRanked?: true;
  readonly entity?: string;
}

function compileColumn(scope: Compilation, column: Column, input: FilterInput, path: readonly string[]): Clause {
  const { isNull, ...rest } = input;
  const clauses = comparisons(scope, column, rest, path).map(({ condition, isNegated }) => {
    const clause = { [column.column]: condition };
    // Without the guard, SQL's third truth value would make `not` lose rows without a value.
    const guarded = column.isNullable ? all([{ [column.column]: { not: null } }, clause]) : clause;
    return negateIf(isNegated, guarded);
  });
  if (typeof isNull !== 'boolean') return all(clauses);
  return all([...clauses, { [column.column]: isNull ? null : { not: null } }]);
}

function comparisons(
  scope: Compilation,
  { kind, isRanked, entity }: Omit<Column, 'column'>,
  input: FilterInput,
  path: readonly string[],
) {
  const known: readonly Comparator[] = isRanked ? RANKED_COMPARATORS : COMPARATORS[kind];
  return Object.entries(input).map(([name, raw]) => {
    const at = [...path, name];
    const comparator = known.find((candidate) => candidate === name);
    demand(comparator, invalid(at, `${at.join('.')} is not a comparator here.`));
    demand(raw !== null && raw !== undefined, invalid(at, `${at.join('.')} must not be null; use isNull.`));
    spend(scope, at);
    const value = kind === 'id' ? readIds(scope, entity ?? '', raw, at) : raw;
    return compare(comparator, value, { kind, path: at, now: scope.now });
  });
}

function readIds(scope: Compilation, entity: string, raw: unknown, path: readonly string[]): unknown {
  return Array.isArray(raw) ? raw.map((id) => scope.readId(entity, id, path)) : scope.readId(entity, raw, path);
}

function toValueName(name: string, path: readonly string[]): keyof typeof VALUE_KINDS {
  const known = (['text', 'date', 'option', 'checked'] as const).find((candidate) => candidate === name);
  demand(known, invalid([...path, name], `${name} is not a value of a custom field.`));
  return known;
}

function spend(scope: Compilation, path: readonly string[]): void {
  scope.conditionsLeft -= 1;
  demand(scope.conditionsLeft >= 0, invalid(path, `A filter has ${CONDITIONS_MAX} conditions at most.`));
}

function specOf(scope: Compilation, entity: string): FilterSpec {
  const spec = scope.specs.get(entity);
  if (!spec) throw new Error(`No filter of ${entity}`);
  return spec;
}

/** Holds for no row. Prisma drops an empty OR beside other conditions. */
const NEVER: Clause = { id: { in: [] } };

/** Prisma reads an empty clause under NOT or OR in ways of its own, so none is ever left there. */
function not(clause: Clause): Clause {
  return isEmpty(clause) ? NEVER : { NOT: clause };
}

function negateIf(isNegated: boolean, clause: Clause): Clause {
  return isNegated ? not(clause) : clause;
}

function any(clauses: readonly Clause[]): Clause {
  if (clauses.length === 0) return NEVER;
  return clauses.some(isEmpty) ? {} : { OR: clauses };
}

/** All of the clauses; empty ones, which always hold, are left out. */
function all(clauses: readonly Clause[]): Clause {
  const real = clauses.filter((clause) => !isEmpty(clause));
  if (real.length === 0) return {};
  return real.length === 1 && real[0] ? real[0] : { AND: real };
}

function isEmpty(value: Clause): boolean {
  return Object.keys(value).length === 0;
}

function asInput(value: unknown): FilterInput {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function asList(value: unknown): FilterInput[] {
  return (Array.isArray(value) ? value : [value]).map(asInput);
}
