import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { makePrincipal } from '../support/principals.js';
import { testGraph } from './support.js';

const graph = await testGraph();
const admin = makePrincipal({ id: 1, isAdmin: true });

const TICKETS = 40;

interface Row {
  readonly number: number;
  readonly updatedAt: string;
  readonly dueDate: string | null;
  readonly priority: string;
  readonly subject: string;
  readonly status: { readonly databaseId: number };
  readonly category: { readonly name: string };
  readonly submitter: { readonly fullName: string };
  readonly assignee: { readonly fullName: string } | null;
}

type Value = string | number | null;

const READ: Readonly<Record<string, (row: Row) => Value>> = {
  UPDATED_AT: ({ updatedAt }) => updatedAt,
  DUE_DATE: ({ dueDate }) => dueDate,
  PRIORITY: ({ priority }) => ['LOW', 'NORMAL', 'HIGH', 'CRITICAL'].indexOf(priority),
  NUMBER: ({ number }) => number,
  SUBJECT: ({ subject }) => subject,
  STATUS: ({ status }) => status.databaseId,
  CATEGORY: ({ category }) => category.name,
  SUBMITTER: ({ submitter }) => submitter.fullName,
  ASSIGNEE: ({ assignee }) => assignee?.fullName ?? null,
};

beforeAll(async () => {
  const { db } = graph;
  const names = ['admin', 'anna', 'bob', 'cleo'];
  await db.user.createMany({ data: names.map((name) => ({ username: name, usernameKey: name, fullName: name })) });
  await db.category.createMany({ data: [{ name: 'Printers' }, { name: 'Networks' }] });
  await db.tag.createMany({ data: names.map((name) => ({ name, nameKey: name })) });
  const day = (index: number) => new Date(Date.UTC(2026, 0, 1 + (index % 5)));
  await db.ticket.createMany({
    data: Array.from({ length: TICKETS }, (_, index) => ({
      subject: `Subject ${index % 7}`,
      body: '',
      priority: (index % 4) - 1,
      statusId: 1 + (index % 3),
      categoryId: 1 + (index % 2),
      submitterId: 1 + (index % 4),
      assigneeId: index % 3 === 0 ? null : 1 + (index % 4),
      updatedAt: day(index * 3),
      dueDate: index % 2 === 0 ? null : day(index),
    })),
  });
  await db.ticketTag.createMany({ data: names.map((_, index) => ({ ticketId: 1, tagId: index + 1 })) });
});

const LIST = `query ($first: Int, $last: Int, $after: String, $before: String, $orderBy: [TicketOrder!]) {
  tickets(first: $first, last: $last, after: $after, before: $before, orderBy: $orderBy) {
    nodes { number updatedAt dueDate priority subject status { databaseId } category { name } submitter { fullName } assignee { fullName } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

const orders = fc
  .uniqueArray(fc.constantFrom(...Object.keys(READ)), { maxLength: 3 })
  .chain((fields) =>
    fc.tuple(...fields.map((field) => fc.constantFrom({ field, direction: 'ASC' }, { field, direction: 'DESC' }))),
  );

async function walkForward(orderBy: object[], size: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (let after: string | null = null, hasNext = true; hasNext; ) {
    const { tickets } = await graph.data(admin, LIST, { first: size, after, orderBy });
    rows.push(...tickets.nodes);
    after = tickets.pageInfo.endCursor;
    hasNext = tickets.pageInfo.hasNextPage;
  }
  return rows;
}

async function walkBackward(orderBy: object[], size: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (let before: string | null = null, hasPrevious = true; hasPrevious; ) {
    const { tickets } = await graph.data(admin, LIST, { last: size, before, orderBy });
    rows.unshift(...tickets.nodes);
    before = tickets.pageInfo.startCursor;
    hasPrevious = tickets.pageInfo.hasPreviousPage;
  }
  return rows;
}

/** Nulls are the largest. */
function compare(a: Value, b: Value): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}

function sorted(rows: readonly Row[], orderBy: readonly { field: string; direction: string }[]): number[] {
  const keys = orderBy.length > 0 ? orderBy : [{ field: 'UPDATED_AT', direction: 'DESC' }];
  const total = [...keys, { field: 'NUMBER', direction: keys.at(-1)?.direction ?? 'ASC' }];
  return [...rows]
    .sort((a, b) => {
      for (const { field, direction } of total) {
        const order = compare(READ[field]?.(a) ?? null, READ[field]?.(b) ?? null);
        if (order !== 0) return direction === 'ASC' ? order : -order;
      }
      return 0;
    })
    .map(({ number }) => number);
}

const numbersOf = (rows: readonly Row[]) => rows.map(({ number }) => number);

describe('Walking a list', () => {
  it('gives every row once in order, forward and backward, at any size and order', async () => {
    await fc.assert(
      fc.asyncProperty(orders, fc.integer({ min: 5, max: 50 }), async (orderBy, size) => {
        const forward = await walkForward(orderBy, size);
        expect(numbersOf(forward)).toEqual(sorted(forward, orderBy));
        expect(forward).toHaveLength(TICKETS);
        expect(numbersOf(await walkBackward(orderBy, size))).toEqual(numbersOf(forward));
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  it('gives no row twice and loses none that stays, while others are touched', async () => {
    const seen: number[] = [];
    for (let after: string | null = null, hasNext = true; hasNext; ) {
      const { tickets } = await graph.data(admin, LIST, {
        first: 6,
        after,
        orderBy: [{ field: 'UPDATED_AT', direction: 'DESC' }],
      });
      seen.push(...numbersOf(tickets.nodes));
      const last = seen.at(-1) ?? 0;
      await graph.db.ticket.update({ where: { id: last }, data: { updatedAt: new Date('2026-02-01') } });
      after = tickets.pageInfo.endCursor;
      hasNext = tickets.pageInfo.hasNextPage;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(TICKETS);
  });

  it('works the same for lists that hang on a record, also through a join table', async () => {
    const tags = async (page: string) => {
      const { ticket } = await graph.data(
        admin,
        `{ ticket(id: 1) { tags(${page}) { nodes { name } totalCount
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`,
      );
      return ticket.tags;
    };
    const names = ({ nodes }: { nodes: { name: string }[] }) => nodes.map(({ name }) => name);

    const first = await tags('first: 3');
    expect(names(first)).toEqual(['admin', 'anna', 'bob']);
    expect(first).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true, hasPreviousPage: false } });
    expect(names(await tags(`first: 3, after: "${first.pageInfo.endCursor}"`))).toEqual(['cleo']);
    const last = await tags('last: 2');
    expect(names(last)).toEqual(['bob', 'cleo']);
    expect(names(await tags(`last: 5, before: "${last.pageInfo.startCursor}"`))).toEqual(['admin', 'anna']);
  });
});

describe('Mistakes in a page', () => {
  const refusals: [string, string][] = [
    ['first: 0', 'first must be from 1 to 100.'],
    ['first: 101', 'first must be from 1 to 100.'],
    ['last: -1', 'last must be from 1 to 100.'],
    ['first: 2, last: 2', 'Give first or last, not both.'],
    ['after: "nonsense"', 'after is not a cursor of this list and order.'],
    ['before: "WyJpZCIsIngiXQ"', 'before is not a cursor of this list and order.'],
    ['orderBy: [{ field: NAME }, { field: NAME }]', 'orderBy must not name a field twice.'],
  ];

  it.each(refusals)('%s is refused, in lists at the root and beneath a record', async (page, message) => {
    const root = await graph.run(admin, `{ tags(${page}) { nodes { id } } }`);
    expect(root.errors?.map((error) => [error.message, error.path])).toEqual([[message, ['tags']]]);
    const nested = await graph.run(admin, `{ ticket(id: 1) { id tags(${page}) { nodes { id } } } }`);
    expect(nested.errors?.map((error) => [error.message, error.path])).toEqual([[message, ['ticket', 'tags']]]);
  });

  it('refuses a cursor of another order', async () => {
    const { tickets } = await graph.data(admin, LIST, { first: 1 });
    const { endCursor } = tickets.pageInfo;
    const { errors } = await graph.run(admin, LIST, { after: endCursor, orderBy: [{ field: 'NUMBER' }] });
    expect(errors?.[0]?.message).toBe('after is not a cursor of this list and order.');
  });
});
