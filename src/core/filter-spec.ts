import type { Clause } from './keyset.js';
import type { Principal } from './principal.js';

/** What filters can say about one entity. Inputs and `where` clauses are both made from it. */
export interface FilterSpec {
  /** Name of the type, such as `Ticket`. */
  readonly entity: string;
  readonly fields: Readonly<Record<string, FilterField>>;
}

export type FilterField = ColumnField | EnumField | FlagField | OneField | ManyField | CustomFieldsField;

interface FieldBase {
  readonly description: string;
  /** Other callers are refused: what they may not read must not be guessed by filtering. */
  readonly isStaffOnly?: true;
}

export interface ColumnField extends FieldBase {
  readonly kind: 'text' | 'integer' | 'dateTime' | 'date' | 'boolean';
  readonly column: string;
  readonly isNullable?: true;
}

export interface EnumField extends FieldBase {
  readonly kind: 'enum';
  readonly column: string;
  /** Name of the type whose values are compared. */
  readonly type: string;
  /** The values have an order, so that `gte` and its siblings make sense. */
  readonly isRanked?: true;
}

/** A yes or no that is worked out from several columns. The clause must be true or false, never null. */
export interface FlagField extends FieldBase {
  readonly kind: 'flag';
  readonly when: (now: Date) => Clause;
}

interface RelationField extends FieldBase {
  readonly relation: string;
  /** The entity that is filtered by. */
  readonly entity: string;
  /** The related rows that the caller can see; the others do not exist for the filter. */
  readonly visible: (who: Principal) => Clause;
}

export interface OneField extends RelationField {
  readonly kind: 'one';
  readonly isNullable?: true;
}

export interface ManyField extends RelationField {
  readonly kind: 'many';
  /** The relation from a row of the join table to the record. */
  readonly through?: string;
}

/** Values of the desk's custom fields, kept in `fieldValues`. */
export interface CustomFieldsField extends FieldBase {
  readonly kind: 'customFields';
  readonly visible: (who: Principal) => Clause;
}

/** Shown with a record that the caller can see, whoever looks. */
export const everything = (): Clause => ({});
