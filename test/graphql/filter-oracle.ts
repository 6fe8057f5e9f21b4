/** An independent reading of filters: plain JavaScript over rows in memory. */

type Row = Readonly<Record<string, unknown>>;
type Input = Readonly<Record<string, unknown>>;
type Test = (row: Row, input: Input) => boolean;

const DAY = 86_400_000;

/** Whether the ticket matches, with everything visible. */
export function matchesTicket(row: Row, filter: Input, now: Date): boolean {
  return matches(ticketTests(now), row, filter);
}

type Tests = Readonly<Record<string, Test>>;

function matches(tests: Tests, row: Row, filter: Input): boolean {
  return Object.entries(filter).every(([name, value]) => {
    const inputs = (Array.isArray(value) ? value : [value]) as Input[];
    if (name === 'and') return inputs.every((input) => matches(tests, row, input));
    if (name === 'or') return inputs.some((input) => matches(tests, row, input));
    if (name === 'not') return !matches(tests, row, value as Input);
    const test = tests[name];
    if (!test) throw new Error(`The oracle does not know ${name}`);
    return test(row, value as Input);
  });
}

const column =
  (name: string, now = new Date(0)): Test =>
  (row, input) =>
    compare(row[name] ?? null, input, now);

function compare(actual: unknown, input: Input, now: Date): boolean {
  return Object.entries(input).every(([comparator, raw]) => {
    if (comparator === 'isNull') return (actual === null) === raw;
    if (comparator === 'neq') return !isEqual(actual, read(raw, now));
    if (comparator === 'notIn') return !(raw as unknown[]).some((item) => isEqual(actual, read(item, now)));
    if (actual === null) return false;
    return holds(comparator, actual, raw, now);
  });
}

function holds(comparator: string, actual: unknown, raw: unknown, now: Date): boolean {
  const text = String(actual).toLowerCase();
  const [left, right] = [comparable(actual), comparable(read(raw, now))];
  switch (comparator) {
    case 'eq':
      return isEqual(actual, read(raw, now));
    case 'in':
      return (raw as unknown[]).some((item) => isEqual(actual, read(item, now)));
    case 'contains':
      return text.includes(String(raw).toLowerCase());
    case 'startsWith':
      return text.startsWith(String(raw).toLowerCase());
    case 'gt':
      return left > right;
    case 'gte':
      return left >= right;
    case 'lt':
      return left < right;
    default:
      return left <= right;
  }
}

function comparable(value: unknown): number | string {
  return value instanceof Date ? value.getTime() : (value as number | string);
}

function isEqual(a: unknown, b: unknown): boolean {
  return a !== null && comparable(a) === comparable(b);
}

/** Values as filters write them: durations in days, times, priorities by name. */
function read(raw: unknown, now: Date): unknown {
  if (typeof raw !== 'string') return raw;
  const days = /^(-?)P(\d+)D$/.exec(raw);
  if (days) return new Date(now.getTime() + (days[1] ? -1 : 1) * Number(days[2]) * DAY);
  if (/^\d{4}-\d{2}-\d{2}(T.*)?$/.test(raw)) return new Date(raw);
  return raw;
}

const one =
  (name: string, tests: () => Tests): Test =>
  (row, { isNull, ...input }) => {
    const related = (row[name] ?? null) as Row | null;
    if (isNull !== undefined && (related === null) !== isNull) return false;
    return Object.keys(input).length === 0 || (related !== null && matches(tests(), related, input));
  };

const many =
  (name: string, through: string | null, tests: () => Tests): Test =>
  (row, input) => {
    const rows = (row[name] as Row[]).map((item) => (through ? (item[through] as Row) : item));
    const hit = (filter: unknown) => (item: Row) => matches(tests(), item, filter as Input);
    return Object.entries(input).every(([quantifier, filter]) => {
      if (quantifier === 'every') return rows.every(hit(filter));
      return rows.some(hit(filter)) === (quantifier === 'some');
    });
  };

const customFields: Test = (row, inputs) =>
  (inputs as unknown as Input[]).every(({ field, isNull, ...values }) => {
    const value = (row.fieldValues as Row[]).find(({ fieldId }) => String(fieldId) === field);
    if (isNull !== undefined && (value === undefined) !== isNull) return false;
    return Object.entries(values).every(([name, input]) => compare(value?.[name] ?? null, input as Input, new Date(0)));
  });

const flag =
  (when: (row: Row) => boolean): Test =>
  (row, input) =>
    Object.entries(input).every(([comparator, value]) => (when(row) === value) === (comparator === 'eq'));

const idTest: Test = (row, input) => compare(String(row.id), input, new Date(0));

function ticketTests(now: Date): Tests {
  const isClosed = (row: Row) => row.statusId === 3;
  return {
    id: idTest,
    number: column('id'),
    subject: column('subject'),
    priority: (row, input) => compare(row.priority, numbers(input), now),
    dueDate: column('dueDate', now),
    createdAt: column('createdAt', now),
    isClosed: flag(isClosed),
    isOverdue: flag((row) => row.dueDate !== null && (row.dueDate as Date) < now && !isClosed(row)),
    awaitsStaff: flag((row) => !isClosed(row) && (row.statusId === 1 || row.updatedByUser === true)),
    submitter: one('submitter', userTests),
    assignee: one('assignee', userTests),
    tags: many('tags', 'tag', () => ({ id: idTest, name: column('name') })),
    comments: many('comments', null, () => ({ body: column('body'), isInternal: column('isInternal') })),
    customFields,
  };
}

const PRIORITIES = ['LOW', 'NORMAL', 'HIGH', 'CRITICAL'];

function numbers(input: Input): Input {
  const toNumber = (name: unknown) => PRIORITIES.indexOf(String(name)) - 1;
  return Object.fromEntries(
    Object.entries(input).map(([key, value]) => [key, Array.isArray(value) ? value.map(toNumber) : toNumber(value)]),
  );
}

function userTests(): Tests {
  return {
    id: idTest,
    fullName: column('fullName'),
    language: column('language'),
    isDisabled: column('isDisabled'),
    company: one('company', () => ({ id: idTest, name: column('name'), notes: column('notes') })),
  };
}
