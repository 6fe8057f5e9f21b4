import { checkText } from '../../core/check.js';
import { parseTime, startOfDay } from '../../core/dates.js';
import { demand, invalid } from '../../core/errors.js';
import { caseKey } from '../../core/text.js';
import type { CustomField, CustomFieldOption, CustomFieldValue } from '../../generated/prisma/client.js';

export type FieldWithOptions = CustomField & { readonly options: readonly CustomFieldOption[] };

/** The columns of a value; exactly one is set. */
export type FieldData = Pick<CustomFieldValue, 'text' | 'date' | 'optionId' | 'checked'>;

const EMPTY: FieldData = { text: null, date: null, optionId: null, checked: null };
const CHECKED = new Set(['true', '1', 'on', 'yes', 'checked', '✓']);
const UNCHECKED = new Set(['false', '0', 'off', 'no', 'unchecked']);

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
