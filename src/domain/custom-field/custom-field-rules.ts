import { checkDate, checkText } from '../../core/check.js';
import { parseTime, startOfDay } from '../../core/dates.js';
import { demand, invalid } from '../../core/errors.js';
import { caseKey } from '../../core/text.js';
import type { CustomField, CustomFieldOption, CustomFieldValue } from '../../generated/prisma/client.js';
import type { CustomFieldType } from '../../generated/prisma/enums.js';

export type FieldWithOptions = CustomField & { readonly options: readonly CustomFieldOption[] };

export type FieldValueWithOption = CustomFieldValue & { readonly option: CustomFieldOption | null };

/** The columns of a value; exactly one is set. */
export type FieldData = Pick<CustomFieldValue, 'text' | 'date' | 'optionId' | 'checked'>;

const EMPTY: FieldData = { text: null, date: null, optionId: null, checked: null };
const CHECKED = new Set(['true', '1', 'on', 'yes', 'checked', '✓']);
const UNCHECKED = new Set(['false', '0', 'off', 'no', 'unchecked']);

/** A value by the type of its field; none clears the field. */
export interface TypedFieldValue {
  readonly text?: string | null;
  readonly date?: Date | null;
  readonly optionId?: number | null;
  readonly checked?: boolean | null;
}

/** A new value: as text, which every type of field can be given, or typed. Null clears. */
export type FieldInput = string | TypedFieldValue | null;

const VALUE_OF = {
  TEXT: 'text',
  MULTILINE: 'text',
  DATE: 'date',
  DROPDOWN: 'optionId',
  CHECKBOX: 'checked',
} as const satisfies Record<CustomFieldType, keyof TypedFieldValue>;

/** Reads a new value of a field; null clears the field. */
export function readFieldInput(field: FieldWithOptions, input: FieldInput): FieldData | null {
  if (typeof input === 'string') return parseFieldText(field, input);
  const path = ['customFields', String(field.id)];
  const kinds = Object.entries(input ?? {}).flatMap(([kind, value]) =>
    value === null || value === undefined ? [] : [kind],
  );
  if (input === null || kinds.length === 0) return null;

  const kind = VALUE_OF[field.type];
  demand(kinds.length === 1 && kinds[0] === kind, invalid(path, `${field.name} takes ${kind} and nothing else.`));
  const { text, date, optionId, checked } = input;
  if (typeof text === 'string') return parseFieldText(field, text);
  if (date) return { ...EMPTY, date: startOfDay(checkDate(path, date)) };
  if (typeof checked === 'boolean') return { ...EMPTY, checked };
  demand(
    field.options.some(({ id }) => id === optionId),
    invalid(path, `${field.name} has no such option.`),
  );
  return { ...EMPTY, optionId: optionId ?? null };
}

/** A value in a form that people can read, as the history keeps it. */
export function readableValue({ options }: FieldWithOptions, data: FieldData | null): string | boolean | null {
  if (data === null) return null;
  const option = options.find(({ id }) => id === data.optionId);
  return option?.value ?? data.text ?? data.checked ?? data.date?.toISOString().slice(0, 10) ?? null;
}

/** Reads a value given as text; null clears the field. Options are found by id first, then by their text. */
export function parseFieldText(field: FieldWithOptions, text: string): FieldData | null {
  const path = ['customFields', String(field.id)];
  const value = checkText(path, text);
  if (value.trim() === '') return null;

  switch (field.type) {
    case 'TEXT':
    case 'MULTILINE':
      return { ...EMPTY, text: value };
    case 'DATE':
      return { ...EMPTY, date: parseDay(path, field.name, value) };
    case 'CHECKBOX':
      return { ...EMPTY, checked: parseChecked(path, field.name, value) };
    case 'DROPDOWN':
      return { ...EMPTY, optionId: findOption(path, field, value).id };
  }
}

function parseDay(path: readonly string[], name: string, value: string): Date {
  const time = parseTime(value);
  demand(time, invalid(path, `${name} must be a date such as 2026-03-02.`));
  return startOfDay(time.at);
}

function parseChecked(path: readonly string[], name: string, value: string): boolean {
  const key = caseKey(value);
  demand(CHECKED.has(key) || UNCHECKED.has(key), invalid(path, `${name} must be true or false.`));
  return CHECKED.has(key);
}

function findOption(path: readonly string[], { name, options }: FieldWithOptions, value: string): CustomFieldOption {
  const wanted = value.trim();
  const option =
    options.find(({ id }) => String(id) === wanted) ??
    options.find((candidate) => candidate.value === wanted) ??
    options.find((candidate) => caseKey(candidate.value) === caseKey(wanted));
  demand(option, invalid(path, `${name} has no such option.`));
  return option;
}
