import { checkText, INT_MAX } from '../core/check.js';
import { parseTime } from '../core/dates.js';
import { demand, invalid } from '../core/errors.js';
import { commaList } from '../core/text.js';
import type { NewFile } from '../domain/file/file-service.js';
import { type Given, type Raw, valuesOf, valuesWithPrefix } from './given.js';
import { type KindValues, NO_ID, type Param, type Params } from './params.js';

/** Arguments by parameter name; an absent parameter has no key, a cleared one is null. */
export type Values = Readonly<Record<string, KindValues[keyof KindValues] | null>>;

/** What came with a request. */
interface Sent {
  readonly given: Given;
  readonly files: readonly NewFile[];
}

type Reader<Value> = (name: string, given: readonly Raw[], param: Param, strict: boolean) => Value | undefined;

const DAY_MS = 86_400_000;
/** The last time that PostgreSQL and every client can read back. */
const LAST_TIME = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const LIST_MAX = 1000;
const TRUE = new Set(['true', '1', 'on', 'yes']);
const FALSE = new Set(['false', '0', 'off', 'no']);

/**
 * Reads the parameters of a route from what a client gave. `strict` is for writes: reads take an optional number,
 * boolean or choice that cannot be read for a missing one (rest.md § 1.4).
 */
export function readValues(params: Params, sent: Sent, strict: boolean): Values {
  const values: Record<string, Values[string]> = {};
  for (const [name, param] of Object.entries(params)) {
    const value = param.kind === 'files' ? sent.files : readValue(name, param, sent.given, strict);
    demand(value !== undefined || !param.required, invalid(name, `Parameter ${name} is required.`));
    if (value !== undefined) values[name] = value;
  }
  return values;
}

function readValue(name: string, param: Param, given: Given, strict: boolean): Values[string] | undefined {
  if (param.kind === 'prefixed') return readPrefixed(name, given);

  const raw = valuesOf(given, [name, ...(param.aliases ?? [])], param.empty === 'clear');
  if (raw === undefined) return undefined;
  if (raw === 'empty') return emptyValue(param);
  return readers[param.kind](name, raw, param, strict || param.required === true);
}

function emptyValue(param: Param): Values[string] | undefined {
  if (param.empty === 'clear') return null;
  return param.empty === 'text' ? '' : undefined;
}

const readers: { [Kind in keyof KindValues]: Reader<KindValues[Kind]> } = {
  id: (name, [raw], _param, strict) => {
    const number = readNumber(raw);
    demand(number !== undefined || !strict, mustBe(name, 'a whole number'));
    return number === undefined ? undefined : toId(number);
  },
  ids: (name, given, _param, strict) => {
    const entries = given.flatMap((raw): Raw[] => (typeof raw === 'string' ? commaList(raw) : [raw]));
    const numbers = entries.map(readNumber);
    demand(numbers.length <= LIST_MAX, mustBe(name, `a list of ${LIST_MAX} numbers at most`));
    demand(!strict || !numbers.includes(undefined), mustBe(name, 'a list of whole numbers'));
    const ids = numbers.filter((number) => number !== undefined).map(toId);
    return ids.length === 0 ? undefined : [...new Set(ids)];
  },
  int: (name, [raw], _param, strict) => {
    const number = readNumber(raw);
    demand(!strict || (number !== undefined && Math.abs(number) <= INT_MAX), mustBe(name, 'a whole number'));
    return number === undefined ? undefined : Math.min(Math.max(number, -INT_MAX), INT_MAX);
  },
  bool: (name, [raw], _param, strict) => {
    const word = String(raw).trim().toLowerCase();
    const known = TRUE.has(word) || FALSE.has(word);
    demand(known || !strict, mustBe(name, 'true or false'));
    return known ? TRUE.has(word) : undefined;
  },
  text: (name, [raw]) => readText(name, raw),
  time: (name, [raw]) => readTime(name, raw).at,
  endTime: (name, [raw]) => {
    const { at, isWholeDay } = readTime(name, raw);
    return new Date(Math.min(at.getTime() + (isWholeDay ? DAY_MS : 1), LAST_TIME));
  },
  names: (name, given) => commaList(given.map((raw) => stripName(name, readText(name, raw))).join(',')),
  choice: (name, [raw], { choices = [], numbered }, strict) => {
    const word = readText(name, raw).trim().toLowerCase();
    const choice = choices.find((candidate, index) => {
      return candidate.toLowerCase() === word || (numbered === true && String(index) === word);
    });
    demand(choice !== undefined || !strict, mustBe(name, `one of ${choices.join(', ')}`));
    return choice;
  },
  fields: (name, [raw]) => readFields(name, raw),
  prefixed: () => undefined,
  files: () => undefined,
};

const mustBe = (name: string, what: string) => invalid(name, `Parameter ${name} must be ${what}.`);

/** Decimal only: no `0x10`, `1e2` or `1.5`. */
function readNumber(raw: Raw | undefined): number | undefined {
  if (typeof raw === 'number') return Number.isInteger(raw) ? raw : undefined;
  return typeof raw === 'string' && /^[+-]?\d+$/.test(raw.trim()) ? Number(raw) : undefined;
}

function toId(number: number): number {
  return number >= 0 && number <= INT_MAX ? number : NO_ID;
}

function readText(name: string, raw: Raw | undefined): string {
  demand(typeof raw !== 'object', mustBe(name, 'a text'));
  return checkText(name, String(raw));
}

function readTime(name: string, raw: Raw | undefined) {
  const time = typeof raw === 'string' ? parseTime(raw) : null;
  demand(time, mustBe(name, 'a date such as 2026-03-02 or 2026-03-02T08:15:00Z'));
  return time;
}

/** A published client sends `tags=a,b` as the value of tags (rest.md § 1.4). */
function stripName(name: string, text: string): string {
  return text.toLowerCase().startsWith(`${name.toLowerCase()}=`) ? text.slice(name.length + 1) : text;
}

function readFields(name: string, raw: Raw | undefined): ReadonlyMap<number, string> {
  const value = typeof raw === 'string' ? parseJson(raw) : raw;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  demand(isObject, mustBe(name, 'a JSON object of field ids and values'));
  return readFieldTexts(name, Object.entries(value));
}

function readPrefixed(name: string, given: Given): ReadonlyMap<number, string> | undefined {
  const entries = valuesWithPrefix(given, name);
  return entries.length === 0 ? undefined : readFieldTexts(name, entries);
}

function readFieldTexts(name: string, entries: readonly (readonly [string, unknown])[]): ReadonlyMap<number, string> {
  demand(entries.length <= LIST_MAX, mustBe(name, `${LIST_MAX} fields at most`));
  return new Map(
    entries.map(([key, value]) => {
      demand(/^\d+$/.test(key), mustBe(name, 'named by field ids'));
      demand(typeof value !== 'object' || value === null, mustBe(name, 'made of texts'));
      return [toId(Number(key)), checkText(name, String(value ?? ''))];
    }),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
