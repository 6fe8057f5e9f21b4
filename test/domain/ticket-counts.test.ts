import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type CountedColumn, countTickets, groupTickets } from '../../src/domain/ticket/ticket-counts.js';
import { awaitingStaff } from '../../src/domain/ticket/ticket-listing.js';
import { visibleTickets } from '../../src/domain/ticket/ticket-policy.js';
import { countTicketsBy, ticketStats } from '../../src/domain/ticket/ticket-stats.js';
import type { Prisma } from '../../src/generated/prisma/client.js';
import { contextOf, makeContext, type TestContext } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import * as make from '../support/factories.js';
import { makePrincipal } from '../support/principals.js';

const { db, truncate } = await testDatabase('postgres');
beforeEach(truncate);

const admin = makeContext(db, makePrincipal({ id: 1, isAdmin: true }));
const COLUMNS = ['statusId', 'categoryId', 'updatedByUser', 'updatedForStaff', 'assigneeId', 'priority'] as const;

/** What is kept count of, against what there is. */
async function expectExact() {
  const tickets = await db.ticket.findMany();
  for (const columns of [COLUMNS, COLUMNS.slice(0, 4)]) {
    const groups = await groupTickets(admin, columns);
    const counts = Object.fromEntries(groups.map((group) => [keyOf(group, columns), group.count]));
    const keys = tickets.map((ticket) => keyOf(ticket, columns));
    expect(counts).toEqual(Object.fromEntries(keys.map((key) => [key, keys.filter((other) => other === key).length])));
  }
}

function keyOf(row: object, columns: readonly CountedColumn[]): string {
  return columns.map((column) => String(Reflect.get(row, column))).join(' ');
}

async function makeDesk() {
  const categories = [await make.makeCategory(db), await make.makeCategory(db)] as const;
  const company = await make.makeCompany(db);
  const tech = await make.makeTechnician(db, [categories[0]]);
  const customer = await make.makeUser(db, { companyId: company.id });
  const manager = await make.makeUser(db, { companyId: company.id, isManager: true });
  return { categories, tech, customer, manager };
}

type Desk = Awaited<ReturnType<typeof makeDesk>>;

const values = fc.record({
  statusId: fc.constantFrom(1, 2, 3),
  priority: fc.constantFrom(0, 2),
  inFirst: fc.boolean(),
  isAssigned: fc.boolean(),
  updatedByUser: fc.boolean(),
  updatedForStaff: fc.boolean(),
});

function columnsOf(
  { categories: [first, second], tech }: Desk,
  drawn: typeof values extends fc.Arbitrary<infer T> ? T : never,
) {
  const { inFirst, isAssigned, ...columns } = drawn;
  return { ...columns, categoryId: (inFirst ? first : second).id, assigneeId: isAssigned ? tech.id : null };
}

describe('works', () => {
  it('counts exactly, whatever changes at once and is taken back', async () => {
    const change = fc.record({
      kind: fc.constantFrom('create', 'create', 'update', 'updateMany', 'delete', 'rollback'),
      values,
      at: fc.nat(20),
    });
    const desk = await makeDesk();
    const run = async ({ kind, at, values: drawn }: typeof change extends fc.Arbitrary<infer T> ? T : never) => {
      const data = columnsOf(desk, drawn);
      const ticket = await db.ticket.findFirst({ skip: at, orderBy: { id: 'asc' }, select: { id: true } });
      const id = ticket?.id ?? 0;
      const texts = { subject: 'Printer', body: '', submitterId: desk.customer.id };
      if (kind === 'create')
        await db.ticket.createMany({
          data: [
            { ...texts, ...data },
            { ...texts, ...data, priority: 1 },
          ],
        });
      else if (kind === 'delete') await db.ticket.deleteMany({ where: { id } });
      else if (kind === 'updateMany')
        await db.ticket.updateMany({ where: { id: { gte: id } }, data }).catch(() => undefined);
      else if (kind === 'update') await db.ticket.updateMany({ where: { id }, data });
      else {
        const undone = db.$transaction(async (tx) => {
          await tx.ticket.create({ data: { ...texts, ...data } });
          await tx.ticket.updateMany({ where: { id }, data });
          throw new Error('Taken back.');
        });
        await expect(undone).rejects.toThrow('Taken back.');
      }
    };
    const rounds = fc.array(fc.array(change, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(rounds, async (drawn) => {
        for (const changes of drawn) await Promise.all(changes.map(run));
        await expectExact();
      }),
      { numRuns: 8 },
    );
    await db.ticket.deleteMany();
    expect(await groupTickets(admin, COLUMNS)).toEqual([]);
  });

  it('keeps one row for equal tickets while nobody is in the way', async () => {
    const { customer, categories } = await makeDesk();
    const ticket = { submitterId: customer.id, categoryId: categories[0].id };
    for (let count = 1; count <= 5; count += 1) await make.makeTicket(db, ticket);
    expect(
      await db.ticketCount.findMany({ select: { count: true, isDetailed: true }, orderBy: { id: 'asc' } }),
    ).toEqual([
      { count: 5, isDetailed: false },
      { count: 5, isDetailed: true },
    ]);
  });

  it('stays exact when the assignee, and then a category and a status, are deleted', async () => {
    const { categories, tech, customer } = await makeDesk();
    const status = await db.ticketStatus.create({ data: { name: 'Waiting', nameKey: 'waiting' } });
    const base = { submitterId: customer.id, categoryId: categories[0].id, assigneeId: tech.id };
    const moved = await make.makeTicket(db, { ...base, statusId: status.id });
    await make.makeTicket(db, { ...base, categoryId: categories[1].id });
    await db.user.delete({ where: { id: tech.id } });
    await expectExact();
    await db.ticket.update({ where: { id: moved.id }, data: { categoryId: categories[1].id, statusId: 2 } });
    await db.category.delete({ where: { id: categories[0].id } });
    await db.ticketStatus.delete({ where: { id: status.id } });
    await expectExact();
    expect(await countTickets(admin)).toBe(2);
  });

  it('can count anew', async () => {
    const { categories, tech } = await makeDesk();
    await make.makeTicket(db, { categoryId: categories[0].id, assigneeId: tech.id });
    await make.makeTicket(db, { categoryId: categories[1].id, priority: 2 });
    await db.ticketCount.deleteMany();
    await db.$queryRaw`SELECT recount_tickets()::text`;
    await expectExact();
  });
});

describe('for every caller', () => {
  const clauses = ({ categories: [first], tech }: Desk): Prisma.TicketWhereInput[] => [
    {},
    awaitingStaff,
    { NOT: awaitingStaff },
    { statusId: 3 },
    { OR: [{ priority: { gte: 1 } }, { assigneeId: null }] },
    { AND: [{ status: { is: { kind: 'NEW' } } }, { category: { is: { id: first.id } } }] },
    { assignee: { isNot: null } },
    { assignee: { is: { username: tech.username } }, statusId: { not: 3 } },
    { subject: { contains: 'a' } },
    { id: { in: [] } },
    { participants: { some: { userId: tech.id } }, priority: 0 },
  ];

  async function makeTickets(desk: Desk) {
    const { tech, customer } = desk;
    const drawn = fc.sample(values, { numRuns: 40, seed: 7 });
    for (const [index, sample] of drawn.entries()) {
      const data = columnsOf(desk, sample);
      const { id } = await make.makeTicket(db, index % 3 ? { ...data, submitterId: customer.id } : data);
      if (index % 4 === 0) await db.ticketParticipant.create({ data: { ticketId: id, userId: tech.id } });
    }
  }

  it('answers what counting the tickets answers', async () => {
    const desk = await makeDesk();
    await makeTickets(desk);
    const callers = [
      admin,
      ...(await Promise.all([desk.tech, desk.customer, desk.manager].map((user) => contextOf(db, user)))),
    ];
    for (const ctx of callers) {
      for (const where of clauses(desk)) {
        const { stats, by } = await readStats(ctx, where);
        expect([where, await countTickets(ctx, where)]).toEqual([where, stats.total]);
        expect([where, await ticketStats(ctx, where)]).toEqual([where, stats]);
        for (const column of ['statusId', 'priority', 'categoryId', 'assigneeId'] as const) {
          const counts = await countTicketsBy(ctx, column, where);
          expect(counts.toSorted(byValue)).toEqual(by(column).toSorted(byValue));
        }
      }
    }
  });

  it('reads no ticket for an administrator, and only those of other categories for a technician', async () => {
    const desk = await makeDesk();
    await makeTickets(desk);
    const tech = await contextOf(db, desk.tech);
    await db.$executeRaw`UPDATE "TicketCount" SET count = count * 1000`;
    expect(await countTickets(admin, { assigneeId: desk.tech.id })).toBeGreaterThanOrEqual(1000);
    expect((await ticketStats(admin)).total).toBe(40_000);
    const own = await db.ticket.count({ where: { categoryId: desk.categories[0].id } });
    const all = await db.ticket.count({ where: visibleTickets(tech.who ?? makePrincipal({ id: 0 })) });
    expect(all).toBeGreaterThan(own);
    expect(await countTickets(tech)).toBe(own * 1000 + (all - own));
  });
});

describe('refuses', () => {
  it('the anonymous', async () => {
    await expect(countTickets(makeContext(db, null))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

function seen(ctx: TestContext, where: Prisma.TicketWhereInput): Prisma.TicketWhereInput {
  return { AND: [visibleTickets(ctx.who ?? makePrincipal({ id: 0 })), where] };
}

/** Worked out from the tickets themselves. */
async function readStats(ctx: TestContext, where: Prisma.TicketWhereInput) {
  const tickets = await db.ticket.findMany({ where: seen(ctx, where) });
  const unanswered = await db.ticket.count({ where: { AND: [seen(ctx, where), awaitingStaff] } });
  const open = tickets.filter(({ statusId }) => statusId !== 3);
  const fresh = tickets.filter(({ statusId }) => statusId === 1).length;
  const stats = {
    total: tickets.length,
    closed: tickets.length - open.length,
    inProgress: open.length - fresh,
    new: fresh,
    unanswered,
    unassigned: open.filter(({ assigneeId }) => assigneeId === null).length,
    open: open.length,
  };
  const by = (column: 'statusId' | 'priority' | 'categoryId' | 'assigneeId') => {
    const values = tickets.map((ticket) => ticket[column]);
    return [...new Set(values)].map((value) => ({ value, count: values.filter((other) => other === value).length }));
  };
  return { stats, by };
}

function byValue(a: { value: number | null }, b: { value: number | null }): number {
  return (a.value ?? 0) - (b.value ?? 0);
}
