import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoTime } from '../../src/core/iso-time.js';

describe('works', () => {
  it('is what toISOString answers, for any time', () => {
    const anyTime = fc.date({ noInvalidDate: true });
    fc.assert(
      fc.property(anyTime, (date) => isoTime(date) === date.toISOString()),
      { numRuns: 5000 },
    );
  });

  it.each([
    '1969-12-31T23:59:59.999Z',
    '1970-01-01T00:00:00.000Z',
    '2024-02-29T12:00:00.050Z',
    '-000001-01-01T00:00:00.000Z',
  ])('is %s again', (text) => expect(isoTime(new Date(text))).toBe(text));
});

describe('mistakes', () => {
  it('refuses what is no time, as toISOString does', () => {
    expect(() => isoTime(new Date(Number.NaN))).toThrow(RangeError);
  });
});
