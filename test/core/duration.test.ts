import { describe, expect, it } from 'vitest';
import { addDuration, parseDuration } from '../../src/core/duration.js';

const from = (text: string, at: string) => {
  const duration = parseDuration(text);
  return duration && addDuration(new Date(at), duration).toISOString();
};

describe('Durations', () => {
  it.each([
    ['-P7D', '2026-03-02T08:00:00Z', '2026-02-23T08:00:00.000Z'],
    ['P1M', '2026-01-31T08:00:00Z', '2026-02-28T08:00:00.000Z'],
    ['-P1Y', '2024-02-29T00:00:00Z', '2023-02-28T00:00:00.000Z'],
    ['P1Y2M10DT2H30M', '2026-01-01T00:00:00Z', '2027-03-11T02:30:00.000Z'],
    ['-P2W', '2026-03-02T08:00:00Z', '2026-02-16T08:00:00.000Z'],
    ['+PT36H', '2026-03-02T08:00:00Z', '2026-03-03T20:00:00.000Z'],
  ])('%s after %s is %s', (text, at, expected) => expect(from(text, at)).toBe(expected));

  it.each(['', 'P', '-P', 'PT', 'P1DT', '7D', 'P1.5D', 'P-1D', 'P1H', 'P99999999999D', 'p1d'])('%j is none', (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});
