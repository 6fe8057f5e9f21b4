import { describe, expect, it } from 'vitest';
import { parseTime } from '../../src/core/dates.js';

describe('reading a time', () => {
  it.each([
    ['2026-03-02', '2026-03-02T00:00:00.000Z', true],
    ['2026-03-02 08:15:27', '2026-03-02T08:15:27.000Z', false],
    ['2026-03-02T08:15', '2026-03-02T08:15:00.000Z', false],
    ['2026-03-02T08:15:27.4Z', '2026-03-02T08:15:27.400Z', false],
    ['2026-03-02T08:15:27.1234567Z', '2026-03-02T08:15:27.123Z', false],
    ['2024-01-01T10:00:00.000-0500', '2024-01-01T15:00:00.000Z', false],
    ['2024-01-01T10:00:00+01:00', '2024-01-01T09:00:00.000Z', false],
    ['03/02/2026 08:15:27', '2026-03-02T08:15:27.000Z', false],
    [' 12/31/2025 ', '2025-12-31T00:00:00.000Z', true],
    ['0001-01-01', '0001-01-01T00:00:00.000Z', true],
  ])('takes %s', (text, at, isWholeDay) => {
    expect(parseTime(text)).toEqual({ at: new Date(at), isWholeDay });
  });

  it.each([
    '',
    'yesterday',
    '2026-02-30',
    '2026-13-01',
    '31/12/2025',
    '2026-03-02T25:00',
    '0000-01-01',
    '10000-01-01',
    '2026-03',
    '1772438400',
  ])('refuses %j', (text) => {
    expect(parseTime(text)).toBeNull();
  });

  it('refuses a time that an offset carries out of the years that can be stored', () => {
    expect(parseTime('0001-01-01T00:00:00+01:00')).toBeNull();
    expect(parseTime('9999-12-31T23:59:59-01:00')).toBeNull();
  });
});
