const ISO =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;
const US = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
}

/** A time as scripts write it, UTC where no offset is given. */
export interface ParsedTime {
  readonly at: Date;
  /** Only a day was given; `at` is its first moment. */
  readonly isWholeDay: boolean;
}

/**
 * Reads `2026-03-02`, `2026-03-02 08:15:27`, ISO 8601 with `Z`, `+01:00` or `-0500`, and `03/02/2026 08:15:27` (month first).
 * Null for anything else, for days that do not exist and for years outside 1 to 9999.
 */
export function parseTime(text: string): ParsedTime | null {
  const trimmed = text.trim();
  const iso = ISO.exec(trimmed);
  if (iso) {
    const [, year, month, day, hour, minute, second, fraction, offset] = iso;
    const millisecond = fraction ? fraction.padEnd(3, '0').slice(0, 3) : '0';
    return toTime(numbers({ year, month, day, hour, minute, second, millisecond }), offset, hour === undefined);
  }

  const us = US.exec(trimmed);
  if (!us) return null;
  const [, month, day, year, hour, minute, second] = us;
  return toTime(numbers({ year, month, day, hour, minute, second, millisecond: '0' }), undefined, hour === undefined);
}

/** The first moment of the day in UTC. */
export function startOfDay(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 86_400_000) * 86_400_000);
}

function numbers(parts: Record<keyof Parts, string | undefined>): Parts {
  const read = (value: string | undefined) => Number(value ?? 0);
  const { year, month, day, hour, minute, second, millisecond } = parts;
  return {
    year: read(year),
    month: read(month),
    day: read(day),
    hour: read(hour),
    minute: read(minute),
    second: read(second),
    millisecond: read(millisecond),
  };
}

function toTime(parts: Parts, offset: string | undefined, isWholeDay: boolean): ParsedTime | null {
  const { year, month, day, hour, minute, second, millisecond } = parts;
  if (hour > 23 || minute > 59 || second > 59 || year < 1) return null;

  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  if (at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) return null;
  at.setUTCHours(hour, minute, second, millisecond);

  const shifted = new Date(at.getTime() - offsetMinutes(offset) * 60_000);
  const shiftedYear = shifted.getUTCFullYear();
  return shiftedYear < 1 || shiftedYear > 9999 ? null : { at: shifted, isWholeDay };
}

function offsetMinutes(offset: string | undefined): number {
  if (offset === undefined || offset.toUpperCase() === 'Z') return 0;
  const digits = offset.replace(':', '');
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5));
  return digits.startsWith('-') ? -minutes : minutes;
}
