import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { makePrincipal } from '../support/principals.js';
import { ticketFilters } from './filter-arbitraries.js';
import { matchesTicket } from './filter-oracle.js';
import { NOW, testGraph } from './support.js';

const graph = await testGraph();
const admin = makePrincipal({ id: 1, isAdmin: true });
const customer = makePrincipal({ id: 2 });

const DAY = 86_400_000;
const TEXTS = ['alpha', 'Alpha 50%', 'a_b', 'ab', 'back\\slash', 'Öl'];

beforeAll(async () => {
  const { db } = graph;
  await db.company.createMany({
    data: [
      { name: 'alpha', nameKey: 'alpha', notes: 'ab' },
      { name: 'ab', nameKey: 'ab' },
    ],
  });
  await db.user.createMany({
    data: TEXTS.map((fullName, index) => ({
      username: `user${index}`,
      usernameKey: `user${index}`,
      fullName,
      language: index % 2 ? 'en' : null,
      isDisabled: index === 3,
      companyId: [null, 1, 2][index % 3],
    })),
  });
  await db.category.create({ data: { name: 'Printers' } });
  await db.tag.createMany({ data: TEXTS.map((name) => ({ name, nameKey: name })) });
  await db.customField.createMany({
    data: [
      { name: 'Room', type: 'TEXT' },
      { name: 'Urgent', type: 'CHECKBOX' },
      { name: 'Secret', type: 'TEXT', forTechsOnly: true },
    ],
  });
  await db.ticket.createMany({ data: Array.from({ length: 30 }, (_, index) => ticketRow(index)) });
  await db.ticketTag.createMany({
    data: Array.from({ length: 45 }, (_, index) => ({ ticketId: 1 + ((index * 7) % 30), tagId: 1 + (index % 6) })),
    skipDuplicates: true,
  });
  await db.comment.createMany({
    data: Array.from({ length: 50 }, (_, index) => ({
      ticketId: 1 + ((index * 11) % 27),
      body: TEXTS[index % 6] ?? '',
      isInternal: index % 4 === 0,
    })),
  });
  await db.customFieldValue.createMany({
    data: Array.from({ length: 20 }, (_, index) => ({
      ticketId: index + 1,
      fieldId: 1 + (index % 2),
      ...(index % 2 ? { checked: index % 3 === 0 } : { text: TEXTS[index % 6] }),
    })),
  });
  await db.customFieldValue.create({ data: { ticketId: 1, fieldId: 3, text: 'alpha' } });
});

function ticketRow(index: number) {
  return {
    subject: TEXTS[index % 6] ?? '',
    body: '',
    priority: (index % 4) - 1,
    statusId: 1 + (index % 3),
    categoryId: 1,
    submitterId: 1 + (index % 6),
    assigneeId: index % 4 === 0 ? null : 1 + ((index * 5) % 6),
    dueDate: index % 3 === 0 ? null : new Date(NOW.getTime() + (index - 15) * DAY),
    createdAt: new Date(NOW.getTime() - index * DAY),
    updatedByUser: index % 5 === 0,
  };
}

const LIST = `query ($filter: TicketFilter) {
  tickets(first: 100, filter: $filter, orderBy: [{ field: NUMBER }]) { totalCount nodes { number } }
}`;

async function find(who: typeof admin, filter: object): Promise<number[]> {
  const { tickets } = await graph.data(who, LIST, { filter });
  const numbers = tickets.nodes.map(({ number }: { number: number }) => number);
  expect(tickets.totalCount).toBe(numbers.length);
  return numbers;
}

describe('A filter', () => {
  it('selects what the same words select in memory, in one statement', async () => {
    const rows = await graph.db.ticket.findMany({
      include: {
        submitter: { include: { company: true } },
        assignee: { include: { company: true } },
        tags: { include: { tag: true } },
        comments: true,
        fieldValues: true,
      },
      orderBy: { id: 'asc' },
    });
    await fc.assert(
      fc.asyncProperty(ticketFilters, async (filter) => {
        const expected = rows.filter((row) => matchesTicket(row, { ...filter }, NOW)).map(({ id }) => id);
        graph.takeStatements();
        expect(await find(admin, filter)).toEqual(expected);
        expect(graph.takeStatements()).toHaveLength(2);
      }),
      { numRuns: 500 },
    );
  }, 120_000);
});

describe('What a filter cannot be used for', () => {
  it('does not find tickets by internal comments for those who do not see them', async () => {
    const filter = { comments: { some: { isInternal: { eq: true } } } };
    expect(await find(admin, filter)).not.toEqual([]);
    await graph.db.ticketParticipant.createMany({
      data: Array.from({ length: 30 }, (_, index) => ({ ticketId: index + 1, userId: customer.id })),
    });
    expect(await find(customer, {})).toHaveLength(30);
    expect(await find(customer, filter)).toEqual([]);
    expect(await find(customer, { comments: { every: { isInternal: { eq: false } } } })).toHaveLength(30);
  });

  it('does not find tickets by fields for technicians only', async () => {
    const filter = { customFields: [{ field: '3', text: { eq: 'alpha' } }] };
    expect(await find(admin, filter)).toEqual([1]);
    expect(await find(customer, filter)).toEqual([]);
  });

  it('refuses customers the notes of staff, however deep', async () => {
    const filter = { not: { submitter: { company: { notes: { startsWith: 'a' } } } } };
    const { errors } = await graph.run(customer, LIST, { filter });
    expect(errors?.[0]?.message).toBe('You may not filter by not.submitter.company.notes.');
  });
});

describe('Mistakes in a filter', () => {
  const mistakes: [object, string][] = [
    [{ subject: { eq: null } }, 'filter.subject.eq must not be null; use isNull.'],
    [{ assignee: null }, 'filter.assignee must not be null; use isNull.'],
    [{ submitter: { id: { eq: 'VGlja2V0OjE' } } }, 'filter.submitter.id.eq is the id of a Ticket, not of a User.'],
    [{ id: { in: ['nonsense'] } }, 'filter.id.in is neither a number nor the id of a Ticket.'],
    [{ subject: { contains: 'a\u0000b' } }, 'filter.subject.contains must not contain a NUL character.'],
    [{ subject: { eq: '\ud800' } }, 'filter.subject.eq is not well-formed Unicode.'],
    [{ subject: { eq: 'x'.repeat(1001) } }, 'filter.subject.eq must have 1000 characters at most.'],
    [{ createdAt: { gt: 'P9999Y' } }, 'filter.createdAt.gt must be a date in the years 1 to 9999.'],
    [{ number: { in: Array(501).fill(1) } }, 'filter.number.in takes 500 values at most.'],
    [{ or: Array(101).fill({ number: { eq: 1 } }) }, 'A filter has 100 conditions at most.'],
  ];

  it.each(mistakes)('%j is refused', async (filter, message) => {
    const { errors } = await graph.run(admin, LIST, { filter });
    expect(errors?.map((error) => error.message)).toEqual([message]);
    expect(errors?.[0]?.originalError).toMatchObject({ code: 'INVALID', field: expect.arrayContaining(['filter']) });
  });

  it('refuses filters that are nested too deep', async () => {
    let filter: object = { number: { eq: 1 } };
    for (let depth = 0; depth < 40; depth += 1) filter = { not: filter };
    const { errors } = await graph.run(admin, LIST, { filter });
    expect(errors?.[0]?.message).toBe('Filters are nested 12 levels at most.');
  });

  it.each(['2026-02-30', '2026-13-01T00:00:00Z', '0000-01-01', '-P', 'yesterday'])(
    'refuses %s as a time',
    async (gt) => {
      const { errors } = await graph.run(admin, LIST, { filter: { createdAt: { gt } } });
      expect(errors?.[0]?.message).toContain('Expected a d');
    },
  );
});
