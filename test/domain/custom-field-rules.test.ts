import { describe, expect, it } from 'vitest';
import { type FieldWithOptions, parseFieldText } from '../../src/domain/custom-field/custom-field-rules.js';
import type { CustomFieldType } from '../../src/generated/prisma/enums.js';

const empty = { text: null, date: null, optionId: null, checked: null };

function makeField(type: CustomFieldType, options: [number, string][] = []): FieldWithOptions {
  return {
    id: 12,
    name: 'Severity',
    type,
    usage: 'TICKET',
    mandatory: false,
    forTechsOnly: false,
    showInGrid: false,
    position: 0,
    options: options.map(([id, value], position) => ({ id, value, position, fieldId: 12 })),
  };
}

const severity = makeField('DROPDOWN', [
  [41, 'Blocking'],
  [42, 'Annoying'],
  [43, '41'],
]);

describe('reading the value of a custom field', () => {
  it('takes text as it is', () => {
    expect(parseFieldText(makeField('TEXT'), ' a ')).toEqual({ ...empty, text: ' a ' });
    expect(parseFieldText(makeField('MULTILINE'), 'a\nb')).toEqual({ ...empty, text: 'a\nb' });
  });

  it('finds an option by id first, then by exact text, then without regard to case', () => {
    expect(parseFieldText(severity, '41')).toEqual({ ...empty, optionId: 41 });
    expect(parseFieldText(severity, 'Annoying')).toEqual({ ...empty, optionId: 42 });
    expect(parseFieldText(severity, ' blocking ')).toEqual({ ...empty, optionId: 41 });
  });

  it.each(['true', 'True', '1', 'on', 'yes', '✓'])('takes %s as checked', (text) => {
    expect(parseFieldText(makeField('CHECKBOX'), text)).toEqual({ ...empty, checked: true });
  });

  it.each(['false', 'FALSE', '0', 'off', 'no'])('takes %s as not checked', (text) => {
    expect(parseFieldText(makeField('CHECKBOX'), text)).toEqual({ ...empty, checked: false });
  });

  it('keeps the day of a date', () => {
    expect(parseFieldText(makeField('DATE'), '03/02/2026 18:00:00')).toEqual({
      ...empty,
      date: new Date('2026-03-02'),
    });
  });

  it.each(['TEXT', 'DATE', 'DROPDOWN', 'CHECKBOX'] as const)('clears a %s by an empty value', (type) => {
    expect(parseFieldText(makeField(type), ' ')).toBeNull();
  });
});

describe('mistakes', () => {
  it.each([
    ['DATE', 'soon', 'Severity must be a date such as 2026-03-02.'],
    ['CHECKBOX', 'maybe', 'Severity must be true or false.'],
    ['DROPDOWN', 'Other', 'Severity has no such option.'],
    ['TEXT', 'a\u0000b', 'customFields.12 must not contain a NUL character.'],
  ] as const)('refuses %s %j', (type, text, message) => {
    expect(() => parseFieldText(makeField(type), text)).toThrowError(
      expect.objectContaining({ code: 'INVALID', field: ['customFields', '12'], message }),
    );
  });
});
