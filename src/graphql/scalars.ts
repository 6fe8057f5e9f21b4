import { GraphQLError, type ValueNode, valueFromASTUntyped } from 'graphql';
import { parseDuration } from '../core/duration.js';
import { isoTime } from '../core/iso-time.js';
import { builder } from './builder.js';

const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/i;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DAY_CHARACTERS = 10;

builder.scalarType('DateTime', {
  description:
    'A moment in ISO 8601 with `Z` or an offset, years 1 to 9999, such as `2026-03-02T08:15:27.5Z`. Answers are in UTC.',
  serialize: (value) => isoTime(toDate(value)),
  parseValue: (value) => parseDateTime(value),
});

builder.scalarType('Date', {
  description: 'A calendar day in ISO 8601, such as `2026-03-02`.',
  serialize: (value) => toDate(value).toISOString().slice(0, DAY_CHARACTERS),
  parseValue: (value) => parseDate(value),
});

builder.scalarType('DateTimeOrDuration', {
  description:
    'A moment such as `2026-03-02T08:15:27Z`, a day such as `2026-03-02`, or an ISO 8601 duration relative to now: `-P7D` is a week ago, `PT2H` in two hours.',
  serialize: (value) => String(value),
  parseValue: (value) => {
    const duration = typeof value === 'string' ? parseDuration(value) : null;
    if (duration) return duration;
    return typeof value === 'string' && DATE.test(value) ? parseDate(value) : parseDateTime(value);
  },
});

builder.scalarType('URL', {
  description: 'An absolute address, such as `https://desk.example.com/Ticket/1042`.',
  serialize: (value) => String(value),
  parseValue: (value) => {
    insist(typeof value === 'string' && URL.canParse(value), 'a URL such as https://example.com/');
    return value;
  },
});

builder.scalarType('JSON', {
  description: 'Any JSON value; used only where a shape is truly open.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node: ValueNode) => valueFromASTUntyped(node),
});

function toDate(value: unknown): Date {
  return value instanceof Date ? value : new Date(String(value));
}

function parseDateTime(value: unknown): Date {
  const expected = 'a date and time such as 2026-03-02T08:15:27Z, in the years 1 to 9999';
  insist(typeof value === 'string' && DATE_TIME.test(value), expected);
  return inRange(new Date(value), value, expected);
}

function parseDate(value: unknown): Date {
  const expected = 'a day such as 2026-03-02, in the years 1 to 9999';
  insist(typeof value === 'string' && DATE.test(value), expected);
  return inRange(new Date(`${value}T00:00:00Z`), value, expected);
}

/** JavaScript takes 30 February for 2 March; the day must survive. */
function inRange(at: Date, text: string, expected: string): Date {
  const day = new Date(`${text.slice(0, DAY_CHARACTERS)}T00:00:00Z`);
  insist(!Number.isNaN(at.getTime()) && !Number.isNaN(day.getTime()), expected);
  insist(day.toISOString().startsWith(text.slice(0, DAY_CHARACTERS)), expected);
  insist(at.getUTCFullYear() >= 1 && at.getUTCFullYear() <= 9999, expected);
  return at;
}

/** Scalars speak GraphQL's own error, which validation reports with its place in the document. */
function insist(condition: unknown, expected: string): asserts condition {
  if (!condition) throw new GraphQLError(`Expected ${expected}.`);
}
