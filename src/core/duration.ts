/** A span of time as ISO 8601 writes it; months and years are calendar months and years. */
export interface Duration {
  readonly months: number;
  readonly milliseconds: number;
}

const DURATION =
  /^([+-]?)P(?!$)(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?!$)(?:(\d{1,7})H)?(?:(\d{1,9})M)?(?:(\d{1,10})S)?)?$/;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Reads an ISO 8601 duration with an optional sign, such as `-P7D`, `P1M` or `PT36H`; null for anything else. */
export function parseDuration(text: string): Duration | null {
  const match = DURATION.exec(text);
  if (!match) return null;
  const sign = match[1] === '-' ? -1 : 1;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(2)
    .map((part) => Number(part ?? 0));
  return {
    months: sign * (years * 12 + months),
    milliseconds: sign * ((weeks * 7 + days) * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND),
  };
}

/** The time that lies the duration after `at`. A month after 31 January is the last day of February. */
export function addDuration(at: Date, { months, milliseconds }: Duration): Date {
  const moved = new Date(at);
  const day = moved.getUTCDate();
  moved.setUTCDate(1);
  moved.setUTCMonth(moved.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate();
  moved.setUTCDate(Math.min(day, lastDay));
  return new Date(moved.getTime() + milliseconds);
}
