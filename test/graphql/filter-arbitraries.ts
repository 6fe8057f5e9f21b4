import fc from 'fast-check';

const text = fc.constantFrom('alpha', 'Alpha', 'a', '%', '_', '\\', 'a_b', 'ab', '50%', 'öl', 'Öl', '');
const ids = fc.integer({ min: 1, max: 7 }).map(String);
const times = fc.constantFrom('-P7D', 'P3D', 'P0D', '2026-02-20', '2026-03-02T08:15:27Z');
const priorities = fc.constantFrom('LOW', 'NORMAL', 'HIGH', 'CRITICAL');
const someOf = (value: fc.Arbitrary<unknown>) => fc.array(value, { maxLength: 3 });

function comparators(value: fc.Arbitrary<unknown>, ...names: string[]): fc.Arbitrary<object> {
  const pairs = names.map((name) => {
    if (name === 'isNull') return fc.boolean().map((isNull) => ({ isNull }));
    const operand = name === 'in' || name === 'notIn' ? someOf(value) : value;
    return operand.map((given) => ({ [name]: given }));
  });
  return fc.array(fc.oneof(...pairs), { minLength: 0, maxLength: 2 }).map((parts) => Object.assign({}, ...parts));
}

const equality = ['eq', 'neq', 'in', 'notIn'];
const range = ['gt', 'gte', 'lt', 'lte'];
const texts = comparators(text, ...equality, 'contains', 'startsWith');
const nullableTexts = comparators(text, ...equality, 'contains', 'startsWith', 'isNull');
const idComparators = comparators(ids, ...equality);
const booleans = comparators(fc.boolean(), 'eq', 'neq');
const customField = fc.oneof(
  fc.record({ field: fc.constant('1'), text: texts }),
  fc.record({ field: fc.constant('2'), checked: booleans }),
  fc.record({ field: fc.constantFrom('1', '2'), isNull: fc.boolean() }),
);

/** Random filters of tickets for the desk that `filter.test.ts` makes. */
export const { ticket: ticketFilters } = fc.letrec<Record<'ticket' | 'user' | 'company' | 'tag' | 'comment', object>>(
  (tie) => ({
    ticket: entity(tie('ticket'), {
      id: idComparators,
      number: comparators(fc.integer({ min: -1, max: 31 }), ...equality, ...range),
      subject: texts,
      priority: comparators(priorities, ...equality, ...range),
      dueDate: comparators(times, ...range, 'eq', 'neq', 'isNull'),
      createdAt: comparators(times, ...range),
      isClosed: booleans,
      isOverdue: booleans,
      awaitsStaff: booleans,
      submitter: tie('user'),
      assignee: withIsNull(tie('user')),
      tags: quantified(tie('tag')),
      comments: quantified(tie('comment')),
      customFields: fc.array(customField, { maxLength: 2 }),
    }),
    user: entity(tie('user'), {
      id: idComparators,
      fullName: texts,
      language: nullableTexts,
      isDisabled: booleans,
      company: withIsNull(tie('company')),
    }),
    company: entity(tie('company'), { id: idComparators, name: texts, notes: nullableTexts }),
    tag: entity(tie('tag'), { id: idComparators, name: texts }),
    comment: entity(tie('comment'), { body: texts, isInternal: booleans }),
  }),
);

function entity(self: fc.Arbitrary<object>, members: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> {
  const plain = Object.entries(members).map(([name, value]) => value.map((given) => ({ [name]: given })));
  const joined = [
    fc.array(self, { maxLength: 2 }).map((and) => ({ and })),
    fc.array(self, { maxLength: 3 }).map((or) => ({ or })),
    self.map((not) => ({ not })),
  ];
  const member = fc.oneof({ maxDepth: 3, withCrossShrink: true }, ...plain, ...joined);
  return fc.array(member, { maxLength: 2 }).map((parts) => Object.assign({}, ...parts));
}

function quantified(value: fc.Arbitrary<object>): fc.Arbitrary<object> {
  return fc.constantFrom('some', 'every', 'none').chain((name) => value.map((given) => ({ [name]: given })));
}

function withIsNull(value: fc.Arbitrary<object>): fc.Arbitrary<object> {
  return fc.oneof(
    value,
    fc.boolean().map((isNull) => ({ isNull })),
  );
}
