import type { Measured, Sample } from './measure.js';

interface Column {
  readonly head: string;
  readonly digits: number;
  value(sample: Sample): number;
  /** Whether it is also given as a ratio to the limit. */
  readonly isCompared?: boolean;
}

const COLUMNS: readonly Column[] = [
  { head: 'cpu ms', digits: 3, value: ({ cpuMs }) => cpuMs, isCompared: true },
  { head: 'db ms', digits: 3, value: ({ databaseMs }) => databaseMs, isCompared: true },
  { head: 'req/s', digits: 0, value: ({ perSecond }) => perSecond, isCompared: true },
  { head: 'p50 ms', digits: 1, value: ({ p50 }) => p50, isCompared: true },
  { head: 'p99 ms', digits: 1, value: ({ p99 }) => p99, isCompared: true },
  { head: 'MB', digits: 0, value: ({ memoryMb }) => memoryMb, isCompared: true },
  { head: 'bytes', digits: 0, value: ({ bytes }) => bytes },
];

/** The figures of one contender: medians over the rounds, and medians of the ratios inside of each round. */
export interface Row {
  readonly name: string;
  readonly values: Readonly<Record<string, number>>;
  readonly ratios: Readonly<Record<string, number>>;
}

/** Those that did all their work, the cheapest first. */
export function rowsOf(measured: readonly Measured[], base = 'limit'): Row[] {
  const done = measured.filter(({ failure }) => failure === null);
  const bases = done.find(({ name }) => name === base)?.samples ?? [];
  const rows = done.map(({ name, samples }) => {
    const values = COLUMNS.map(({ head, value }): [string, number] => [head, median(samples.map(value))]);
    const ratios = COLUMNS.filter(({ isCompared }) => isCompared).map(({ head, value }): [string, number] => {
      const each = samples.map((sample, round) => value(sample) / baseOf(bases[round], value));
      return [head, median(each)];
    });
    return { name, values: Object.fromEntries(values), ratios: Object.fromEntries(ratios) };
  });
  return rows.sort((a, b) => (a.values['cpu ms'] ?? 0) - (b.values['cpu ms'] ?? 0));
}

function baseOf(sample: Sample | undefined, value: Column['value']): number {
  return sample ? value(sample) : Number.NaN;
}

/** A table in which `x` is the ratio to the limit. */
export function tableOf(workload: string, rows: readonly Row[]): string {
  const head = [workload, ...COLUMNS.flatMap(({ head, isCompared }) => (isCompared ? [head, 'x'] : [head]))];
  const lines = rows.map(({ name, values, ratios }) => [
    name,
    ...COLUMNS.flatMap(({ head, digits, isCompared }) => {
      const value = shown(values[head], digits);
      return isCompared ? [value, shown(ratios[head], 2)] : [value];
    }),
  ]);
  return alignedTable([head, ...lines]);
}

/** The first column on the left, all others on the right. */
export function alignedTable(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const cell = (text: string, column: number) =>
    column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart((widths[column] ?? 0) + 2);
  return lines.map((line) => line.map(cell).join('')).join('\n');
}

/** A dash for what cannot be known here. */
export function shown(value: number | undefined, digits: number): string {
  return value !== undefined && Number.isFinite(value) ? value.toFixed(digits) : '-';
}

export function median(values: readonly number[]): number {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const at = (index: number) => sorted[Math.floor(index)] ?? Number.NaN;
  return (at((sorted.length - 1) / 2) + at(sorted.length / 2)) / 2;
}
