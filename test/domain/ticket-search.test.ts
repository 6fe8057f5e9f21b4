import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { countFoundTickets, searchTickets, type TicketSearch } from '../../src/domain/ticket/ticket-search.js';
import { contextOf, makeContext, type TestContext } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import * as make from '../support/factories.js';

const { db, truncate } = await testDatabase();
beforeEach(truncate);

const PAGE = { take: 50 };

async function find(ctx: TestContext, query: string, rest: Partial<TicketSearch> = {}) {
  const tickets = await searchTickets(ctx, { ...PAGE, ...rest, query }, { select: { id: true } });
  return tickets.map(({ id }) => id);
}

async function makeDesk() {
  const category = await make.makeCategory(db);
  const tech = await contextOf(db, await make.makeTechnician(db, [category]));
  const admin = await contextOf(db, await make.makeAdmin(db));
  const ticket = await make.makeTicket(db, { categoryId: category.id, subject: 'Printers jam', body: 'Model HP-4520' });
  const submitter = await contextOf(db, { id: ticket.submitterId });
  return { category, tech, admin, submitter, ticket };
}

describe('works', () => {
  it('finds words in any form, beginnings, part numbers, phrases and exclusions', async () => {
    const { submitter, ticket } = await makeDesk();
    for (const query of [
      'printer',
      'PRINTING',
      'prin',
      'print ja',
      'hp-45',
      'HP-4520',
      '4520',
      '45',
      '"printers jam"',
    ]) {
      expect([query, await find(submitter, query)]).toEqual([query, [ticket.id]]);
    }
    for (const query of ['scanner', 'printer scanner', '"jam printers"', 'printer -jam', 'rinter']) {
      expect([query, await find(submitter, query)]).toEqual([query, []]);
    }
    expect(await find(submitter, 'scanner or jam')).toEqual([ticket.id]);
  });

  it('finds a ticket by its number, before others that name it', async () => {
    const { admin, ticket, category } = await makeDesk();
    const other = await make.makeTicket(db, {
      categoryId: category.id,
      subject: `Like ${ticket.id}`,
      updatedAt: new Date('2099-01-01'),
    });
    expect(await find(admin, String(ticket.id))).toEqual([ticket.id, other.id]);
    expect(await find(admin, ` #${ticket.id} `)).toEqual([ticket.id, other.id]);
    expect(await find(admin, '99999999999')).toEqual([]);
  });

  it('answers full pages, the last changed first', async () => {
    const { submitter, admin } = await makeDesk();
    const category = await make.makeCategory(db);
    const mine: number[] = [];
    for (let n = 0; n < 12; n += 1) {
      const submitterId = n % 2 ? (submitter.who?.id ?? 0) : undefined;
      const updatedAt = new Date(Date.UTC(2026, 0, 1 + ((n * 5) % 12)));
      const overrides = { categoryId: category.id, subject: 'Toner low', updatedAt };
      const { id } = await make.makeTicket(db, submitterId ? { ...overrides, submitterId } : overrides);
      if (submitterId) mine.push(id);
    }
    const rows = await db.ticket.findMany({
      where: { id: { in: mine } },
      orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
    });
    const pages = [];
    for (const skip of [0, 2, 4, 6]) pages.push(await find(submitter, 'toner', { take: 2, skip }));
    expect(pages.map(({ length }) => length)).toEqual([2, 2, 2, 0]);
    expect(pages.flat()).toEqual(rows.map(({ id }) => id));
    expect(await countFoundTickets(submitter, { query: 'toner' })).toBe(6);
    expect(await countFoundTickets(admin, { query: 'toner' })).toBe(12);
  });

  it('narrows by category, status, submitter, assignee and time of filing', async () => {
    const { admin, ticket, category, tech } = await makeDesk();
    const other = await make.makeTicket(db, {
      subject: 'Printer',
      statusId: 3,
      assigneeId: tech.who?.id ?? 0,
      createdAt: new Date('2020-05-05'),
    });
    const listings = [
      [{ categoryIds: [category.id] }, ticket.id],
      [{ statusIds: [3, 2] }, other.id],
      [{ submitterId: ticket.submitterId }, ticket.id],
      [{ assigneeId: tech.who?.id ?? 0 }, other.id],
      [{ created: { from: new Date('2020-05-05'), before: new Date('2020-05-06') } }, other.id],
      [{ created: { from: new Date('2020-05-06') } }, ticket.id],
    ] as const;
    for (const [listing, id] of listings) expect(await find(admin, 'printer', { listing })).toEqual([id]);
    const none = { categoryIds: [other.categoryId], statusIds: [1] };
    expect(await find(admin, 'printer', { listing: none })).toEqual([]);
  });

  it('answers the asked-for shape', async () => {
    const { admin, ticket } = await makeDesk();
    const [found] = await searchTickets(admin, { ...PAGE, query: 'jam' }, { select: { subject: true } });
    expect(found?.subject).toBe(ticket.subject);
  });
});

describe('refuses', () => {
  it('to find by internal notes, except for staff of the ticket', async () => {
    const { tech, admin, submitter, ticket } = await makeDesk();
    await make.makeComment(db, { ticketId: ticket.id, body: 'giraffe', isInternal: true });
    const foreign = await contextOf(db, await make.makeTechnician(db));
    await db.ticketParticipant.create({ data: { ticketId: ticket.id, userId: foreign.who?.id ?? 0 } });
    expect(await find(tech, 'giraffe')).toEqual([ticket.id]);
    expect(await find(admin, 'giraffe')).toEqual([ticket.id]);
    expect(await find(submitter, 'giraffe')).toEqual([]);
    expect(await find(foreign, 'giraffe')).toEqual([]);
    expect(await find(foreign, 'printer')).toEqual([ticket.id]);
    expect(await find(submitter, 'printer -giraffe')).toEqual([ticket.id]);
  });

  it('to find tickets the caller does not see, also by number', async () => {
    const { ticket } = await makeDesk();
    const stranger = await contextOf(db, await make.makeUser(db));
    expect(await find(stranger, 'printer')).toEqual([]);
    expect(await find(stranger, String(ticket.id))).toEqual([]);
    expect(await countFoundTickets(stranger, { query: 'printer' })).toBe(0);
  });

  it('the anonymous', async () => {
    const nobody = makeContext(db, null);
    await expect(searchTickets(nobody, { ...PAGE, query: 'x' }, { select: { id: true } })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });
});

describe('mistakes', () => {
  it('finds nothing behind the last page there could be', async () => {
    const { admin } = await makeDesk();
    const far = { take: 50, skip: 2_147_483_647, query: 'printer' };
    expect(await searchTickets(admin, far, { select: { id: true } })).toEqual([]);
  });

  it('wants a query that can be stored', async () => {
    const { admin } = await makeDesk();
    for (const query of ['', '  ', 'a\u0000b', 'a\ud800']) {
      await expect(find(admin, query)).rejects.toMatchObject({ code: 'INVALID', field: ['query'] });
    }
  });

  it('answers a list to any text, however odd', async () => {
    const { admin, tech } = await makeDesk();
    const odd = [
      'the',
      'of and',
      '"',
      '""',
      "'",
      "o'brien",
      '\\',
      ':*',
      '!',
      '😀',
      '-',
      '- - -',
      'or',
      'or or or',
      '-or',
      '&|!()',
    ];
    const long = [
      'x'.repeat(10_000),
      'x '.repeat(5_000),
      '-'.repeat(10_000),
      `${'-'.repeat(5_000)}a`,
      '"a'.repeat(3_000),
    ];
    const longer = [
      '- '.repeat(5_000),
      '-a '.repeat(3_000),
      'or '.repeat(3_000),
      '-"a" '.repeat(2_000),
      '😀'.repeat(5_000),
      '(a'.repeat(3_000),
    ];
    for (const query of [...odd, ...long, ...longer]) expect(Array.isArray(await find(tech, query))).toBe(true);

    const piece = fc.constantFrom(
      '-',
      '"',
      'or ',
      ' ',
      'a',
      '1',
      ':',
      '*',
      '!',
      '(',
      ')',
      '&',
      '|',
      "'",
      '\\',
      '<',
      '>',
      '@',
      '/',
      '.',
      'é',
    );
    const query = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 120 }).map((pieces) => pieces.join('')),
    );
    await fc.assert(
      fc.asyncProperty(query, async (text) => {
        if (text.trim() === '' || text.includes('\u0000')) return;
        expect(Array.isArray(await find(admin, text))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});
