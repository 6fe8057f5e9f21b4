const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const SECOND_MS = 1000;

const DAYS_MAX = 1000;

/** `00` to `59`. */
const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

/** The texts of days that came up of late. Lists show many times of few days. */
const days = new Map<number, string>();

/** What `toISOString` answers, in a third of its time: a page of tickets has hundreds. */
export function isoTime(date: Date): string {
  const time = date.getTime();
  const day = Math.floor(time / DAY_MS);
  const rest = time - day * DAY_MS;
  const hours = TWO_DIGITS[Math.floor(rest / HOUR_MS)];
  const minutes = TWO_DIGITS[Math.floor((rest % HOUR_MS) / MINUTE_MS)];
  const seconds = TWO_DIGITS[Math.floor((rest % MINUTE_MS) / SECOND_MS)];
  const milliseconds = rest % SECOND_MS;
  const fraction = milliseconds === 0 ? '000' : String(milliseconds).padStart(3, '0');
  return `${days.get(day) ?? remember(day, date)}T${hours}:${minutes}:${seconds}.${fraction}Z`;
}

function remember(day: number, date: Date): string {
  if (days.size >= DAYS_MAX) days.clear();
  const [text = ''] = date.toISOString().split('T');
  days.set(day, text);
  return text;
}
