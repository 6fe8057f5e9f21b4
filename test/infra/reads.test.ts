import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { RecordColumn } from '../../src/core/record-column.js';
import { Prisma, PrismaClient } from '../../src/generated/prisma/client.js';
import { testDatabase } from '../support/db.js';
import {
  makeCategory,
  makeComment,
  makeCompany,
  makeDepartment,
  makeTechnician,
  makeTicket,
  makeUser,
} from '../support/factories.js';

const database = await testDatabase();
const fast = database.db;
const prisma = new PrismaClient({ adapter: database.driver.factory });

/** When one of the tickets is due. */
const DUE = new Date(Date.UTC(2026, 2, 11, 8, 15, 27, 4));

beforeAll(async () => {
  await database.truncate();
  const categories = [await makeCategory(fast), await makeCategory(fast, { forTechsOnly: true })];
  // Nobody is without a place and a language: of nulls in related rows Prisma says `NOT` of neither yes nor no.
  const places = [];
  for (const language of ['en-GB', 'de-DE']) {
    places.push({
      language,
      companyId: (await makeCompany(fast)).id,
      departmentId: (await makeDepartment(fast)).id,
    });
  }
  const people = [
    await makeUser(fast, places[0]),
    await makeUser(fast, { ...places[1], email: '' }),
    await makeTechnician(fast, categories),
  ];
  await fast.user.updateMany({ where: { companyId: null }, data: places[0] ?? {} });
  for (let number = 0; number < 24; number++) {
    const { id: categoryId } = categories[number % 2] ?? categories[0] ?? { id: 0 };
    const ticket = await makeTicket(fast, {
      categoryId,
      submitterId: people[number % 3]?.id,
      assigneeId: number % 4 === 0 ? people[2]?.id : null,
      subject: `Printer ${number} 100%_done`,
      priority: (number % 4) - 1,
      statusId: (number % 3) + 1,
      dueDate: number % 5 === 0 ? new Date(Date.UTC(2026, 2, number + 1, 8, 15, 27, 4)) : null,
      updatedAt: new Date(Date.UTC(2026, 1, (number % 7) + 1)),
      parentId: number > 20 ? 1 : null,
    });
    for (let reply = 0; reply < number % 4; reply++) {
      await makeComment(fast, { ticketId: ticket.id, isInternal: reply === 2, body: `Reply ${reply}` });
    }
  }
});

const condition: fc.Arbitrary<object> = fc.letrec<{ where: object }>((tie) => ({
  where: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constant({}),
    fc.record({ id: fc.oneof(fc.nat(30), fc.record({ in: fc.array(fc.nat(30), { maxLength: 4 }) })) }),
    fc.record({ id: fc.record({ notIn: fc.array(fc.nat(30), { maxLength: 4 }) }) }),
    fc.record({
      priority: fc.oneof(fc.record({ gte: fc.integer({ min: -1, max: 2 }) }), fc.record({ not: fc.constant(1) })),
    }),
    fc.record({ dueDate: fc.constantFrom(null, { not: null }, { lt: new Date('2026-03-11T00:00:00Z') }) }),
    fc.record({ assigneeId: fc.constantFrom(null, 3, { not: 3 }, { not: { equals: 3 } }) }),
    fc.record({
      subject: fc.constantFrom(
        { contains: 'PRINTER 1', mode: 'insensitive' as const },
        { startsWith: 'Printer 2' },
        { endsWith: '\\%\\_done' },
        { equals: 'printer 3 100\\%\\_done', mode: 'insensitive' as const },
      ),
    }),
    fc.tuple(fc.constantFrom('lt', 'gt'), fc.constantFrom('lt', 'gt'), fc.nat(24)).map(([lead, tie, id]) => ({
      OR: [{ dueDate: { [lead]: DUE } }, { AND: [{ dueDate: { equals: DUE } }, { id: { [tie]: id } }] }],
    })),
    fc.tuple(fc.constantFrom('lt', 'gt'), fc.nat(24)).map(([sign, id]) => ({
      OR: [
        { statusId: { [sign]: 2 } },
        { AND: [{ statusId: { equals: 2 } }, { priority: { [sign]: 0 } }] },
        { AND: [{ statusId: { equals: 2 } }, { priority: { equals: 0 } }, { id: { [sign]: id } }] },
      ],
    })),
    fc.record({
      submitter: fc.constantFrom(
        { email: '' },
        { is: { id: 1 } },
        { isNot: { id: 1 } },
        { language: 'en-GB' },
        { NOT: { language: 'en-GB' } },
        { companyId: 1 },
      ),
    }),
    fc.constantFrom(
      { OR: [{ submitter: { departmentId: 1 } }, { categoryId: { in: [2] } }] },
      { OR: [{ comments: { some: { authorId: 2 } } }, { submitter: { companyId: 1 } }] },
      { OR: [{ subTickets: { some: { assigneeId: 3 } } }, { assignee: { departmentId: 1 } }] },
    ),
    fc.record({ assignee: fc.constantFrom(null, { isNot: null }, { technicianOf: { some: {} } }) }),
    fc.record({ parent: fc.constantFrom(null, { id: 1 }) }),
    fc.record({
      comments: fc.constantFrom(
        { some: { isInternal: true } },
        { none: {} },
        { every: { isInternal: false } },
        { some: {} },
      ),
    }),
    fc.array(tie('where'), { maxLength: 3 }).map((AND) => ({ AND })),
    fc.array(tie('where'), { maxLength: 3 }).map((OR) => ({ OR })),
    tie('where').map((NOT) => ({ NOT })),
  ),
})).where;

const args = fc.record({
  where: condition,
  orderBy: fc.constantFrom(
    [{ updatedAt: 'desc' as const }, { id: 'desc' as const }],
    [{ dueDate: { sort: 'asc' as const, nulls: 'first' as const } }, { id: 'asc' as const }],
    [{ category: { name: 'desc' as const } }, { id: 'asc' as const }],
    [{ submitter: { email: 'asc' as const } }, { status: { position: 'desc' as const } }, { id: 'desc' as const }],
    [{ assignee: { fullName: 'asc' as const } }, { submitter: { lastSeenAt: 'asc' as const } }, { id: 'asc' as const }],
  ),
  take: fc.constantFrom(undefined, 1, 5),
  skip: fc.constantFrom(undefined, 0, 3),
});

const shape = {
  id: true,
  subject: true,
  dueDate: true,
  origin: true,
  category: {
    select: {
      name: true,
      technicians: { select: { user: { select: { username: true } } }, orderBy: { userId: 'asc' } },
    },
  },
  assignee: { include: { company: true } },
  comments: { where: { isInternal: false }, orderBy: [{ id: 'desc' }], take: 2, include: { author: true } },
  subTickets: { select: { id: true }, orderBy: { id: 'asc' } },
  _count: { select: { comments: { where: { isInternal: true } }, tags: true } },
} as const;

describe('reading past Prisma', () => {
  it('answers what Prisma answers, whatever is asked', async () => {
    const check = async (query: object) => {
      expect(await fast.ticket.findMany({ ...query, select: shape } as never)).toEqual(
        await prisma.ticket.findMany({ ...query, select: shape } as never),
      );
    };
    await fc.assert(fc.asyncProperty(args, check), { numRuns: 150 });
  });

  it('orders what hangs on a record by what hangs on that', async () => {
    const bySubmitter = [{ submitter: { username: 'desc' } }, { status: { position: 'asc' } }, { id: 'asc' }] as const;
    const tickets = {
      where: { submitter: { companyId: 1 } },
      orderBy: [...bySubmitter],
      take: 5,
      select: { id: true },
    };
    const categories = { select: { name: true, tickets }, orderBy: { id: 'asc' } } as const;
    expect(await fast.category.findMany(categories)).toEqual(await prisma.category.findMany(categories));

    const byTicket = [
      { ticket: { category: { name: 'asc' } } },
      { ticket: { priority: 'desc' } },
      { id: 'asc' },
    ] as const;
    const comments = { where: { ticket: { NOT: { dueDate: null } } }, orderBy: [...byTicket], take: 9, skip: 1 };
    expect(await fast.comment.findMany(comments)).toEqual(await prisma.comment.findMany(comments));
  });

  it('counts what Prisma counts', async () => {
    const check = async (where: object) => {
      expect(await fast.ticket.count({ where })).toBe(await prisma.ticket.count({ where }));
    };
    await fc.assert(fc.asyncProperty(condition, check), { numRuns: 60 });
  });

  it('sums up and groups as Prisma does', async () => {
    const groups = { by: ['statusId', 'assigneeId'], _sum: { priority: true }, _count: { _all: true } } as const;
    for (const where of [{}, { priority: { gt: 0 } }, { id: -1 }]) {
      const sum = { where, _sum: { priority: true, version: true }, _count: { _all: true } } as const;
      expect(await fast.ticket.aggregate(sum)).toEqual(await prisma.ticket.aggregate(sum));
      const by = [...groups.by];
      const expected = await prisma.ticket.groupBy({ ...groups, by, where });
      const found = await fast.ticket.groupBy({ ...groups, by, where });
      expect(found).toEqual(expect.arrayContaining(expected));
      expect(found).toHaveLength(expected.length);
    }
  });

  it('finds one record, or null', async () => {
    const query = { include: { status: true, comments: { orderBy: { id: 'asc' } } } } as const;
    for (const id of [1, 4, 999]) {
      expect(await fast.ticket.findFirst({ where: { id }, ...query })).toEqual(
        await prisma.ticket.findFirst({ where: { id }, ...query }),
      );
      expect(await fast.ticket.findUnique({ where: { id } })).toEqual(
        await prisma.ticket.findUnique({ where: { id } }),
      );
    }
  });

  it('reads records as columns of statements written by hand', async () => {
    const select = {
      subject: true,
      dueDate: true,
      status: { select: { name: true } },
      comments: { take: 2, orderBy: { id: 'asc' } },
    } as const;
    const record = new RecordColumn('Ticket', 't', select, 'record');
    const rows = await fast.$queryRaw(
      Prisma.sql`SELECT t.id, ${record} FROM "Ticket" t WHERE t.id <= ${6} ORDER BY t.id`,
    );
    const expected = await prisma.ticket.findMany({
      where: { id: { lte: 6 } },
      orderBy: { id: 'asc' },
      select: { id: true, ...select },
    });
    expect(rows).toEqual(expected.map(({ id, ...rest }) => ({ id, record: rest })));
    const unknown = new RecordColumn('Ticket', 't', { comments: { distinct: ['authorId'] } }, 'record');
    expect(await fast.$queryRaw(Prisma.sql`SELECT ${unknown} FROM "Ticket" t WHERE t.id = 1`)).toEqual([
      { record: null },
    ]);
  });

  it('leaves to Prisma what it does not know', async () => {
    const pair = { ticketId_userId: { ticketId: 1, userId: 1 } };
    expect(await fast.ticketParticipant.findUnique({ where: pair })).toMatchObject({ ticketId: 1, userId: 1 });
    expect(await fast.ticket.findMany({ distinct: ['statusId'], select: { statusId: true } })).toHaveLength(3);
  });
});
