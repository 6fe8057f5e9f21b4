import { beforeEach, describe, expect, it } from 'vitest';
import { readSearchTerms } from '../../src/domain/ticket/ticket-search-rules.js';
import { type TestDatabase, testDatabase } from '../support/db.js';

const embedded = await testDatabase();
const server = await testDatabase('postgres');

describe.each([
  ['the embedded database', embedded],
  ['PostgreSQL', server],
])('works on %s', (_name, database) => {
  const { db } = database;
  let ticketId = 0;

  beforeEach(async () => {
    ({ ticketId } = await makeTicket(database));
  });

  /** Who finds the ticket by the word: everybody, staff only, or nobody. */
  async function finders(words: string): Promise<string> {
    const [found] = await db.$queryRaw<{ everybody: boolean; staff: boolean }[]>`
      SELECT "publicText" @@ websearch_to_tsquery('english', ${words}) AS everybody,
        "staffText" @@ websearch_to_tsquery('english', ${words}) AS staff
      FROM "TicketSearch" WHERE "ticketId" = ${ticketId}`;
    if (found?.everybody) return 'everybody';
    return found?.staff ? 'staff' : 'nobody';
  }

  it('finds subject and body, in any form of the word, and no HTML', async () => {
    expect(await finders('printer')).toBe('everybody');
    expect(await finders('trays')).toBe('everybody');
    expect(await finders('html')).toBe('nobody');
    await db.ticket.update({ where: { id: ticketId }, data: { subject: 'Scanner', body: 'No light' } });
    expect(await finders('printer')).toBe('nobody');
    expect(await finders('scanner light')).toBe('everybody');
  });

  it('finds comments, internal ones for staff only, entries of the system never', async () => {
    const comment = await db.comment.create({ data: { ticketId, body: 'elephant' } });
    await db.comment.createMany({
      data: [
        { ticketId, body: 'giraffe', isInternal: true },
        { ticketId, body: 'status changed', isSystem: true },
      ],
    });
    expect(await finders('elephant')).toBe('everybody');
    expect(await finders('giraffe')).toBe('staff');
    expect(await finders('elephant giraffe')).toBe('staff');
    expect(await finders('status')).toBe('nobody');

    await db.comment.update({ where: { id: comment.id }, data: { isInternal: true } });
    expect(await finders('elephant')).toBe('staff');
    await db.comment.delete({ where: { id: comment.id } });
    expect(await finders('elephant')).toBe('nobody');
    expect(await finders('giraffe')).toBe('staff');
  });

  it('follows comments that move to another ticket', async () => {
    const { id: _, ...rest } = await db.ticket.findUniqueOrThrow({ where: { id: ticketId } });
    const other = await db.ticket.create({ data: { ...rest, subject: 'Other' } });
    await db.comment.create({ data: { ticketId: other.id, body: 'elephant' } });
    expect(await finders('elephant')).toBe('nobody');
    await db.comment.updateMany({ where: { ticketId: other.id }, data: { ticketId } });
    await db.ticket.delete({ where: { id: other.id } });
    expect(await finders('elephant')).toBe('everybody');
    expect(await db.ticketSearch.count()).toBe(1);
  });

  it('finds tags by their current names', async () => {
    const tag = await db.tag.create({ data: { name: 'urgent', nameKey: 'urgent' } });
    await db.ticketTag.create({ data: { ticketId, tagId: tag.id } });
    expect(await finders('urgent')).toBe('everybody');
    await db.tag.update({ where: { id: tag.id }, data: { name: 'relaxed' } });
    expect(await finders('urgent')).toBe('nobody');
    expect(await finders('relaxed')).toBe('everybody');
    await db.tag.delete({ where: { id: tag.id } });
    expect(await finders('relaxed')).toBe('nobody');
  });

  it('finds names of files', async () => {
    const file = { contentType: 'image/png', size: 1, sha256: '', storageKey: 'k', uploadedById: 1, ticketId };
    await db.attachment.create({ data: { ...file, fileName: 'screenshot.png' } });
    await db.attachment.create({ data: { ...file, fileName: 'invoice.pdf', isInternal: true } });
    expect(await finders('screenshot.png')).toBe('everybody');
    expect(await finders('invoice.pdf')).toBe('staff');
  });

  it('finds values of custom fields, those for technicians for staff only', async () => {
    const room = await db.customField.create({ data: { name: 'Room', type: 'TEXT' } });
    const colour = await db.customField.create({ data: { name: 'Colour', type: 'DROPDOWN', forTechsOnly: true } });
    const option = await db.customFieldOption.create({ data: { fieldId: colour.id, value: 'purple' } });
    await db.customFieldValue.create({ data: { ticketId, fieldId: room.id, text: 'basement' } });
    await db.customFieldValue.create({ data: { ticketId, fieldId: colour.id, optionId: option.id } });
    expect(await finders('basement')).toBe('everybody');
    expect(await finders('purple')).toBe('staff');

    await db.customField.update({ where: { id: colour.id }, data: { forTechsOnly: false } });
    expect(await finders('purple')).toBe('everybody');
    await db.customFieldOption.update({ where: { id: option.id }, data: { value: 'orange' } });
    expect(await finders('purple')).toBe('nobody');
    expect(await finders('orange')).toBe('everybody');
  });
});

describe('PostgreSQL', () => {
  it('takes any text, however long and odd', async () => {
    const { db, ticketId } = await makeTicket(server);
    const words = (first: number, count: number) =>
      Array.from({ length: count }, (_, index) => (first + index).toString(36)).join(' ');
    const letters = Array.from({ length: 30_000 }, (_, index) => String.fromCodePoint(0x20000 + index)).join(' ');
    for (const body of [words(0, 40_000), letters, 'x'.repeat(200_000), 'a-'.repeat(20_000)]) {
      await db.ticket.update({ where: { id: ticketId }, data: { body } });
      await db.comment.create({ data: { ticketId, body } });
      await db.comment.create({ data: { ticketId, body, isInternal: true } });
    }
    for (let round = 1; round <= 6; round += 1) {
      await db.comment.create({ data: { ticketId, body: words(round * 40_000, 15_000) } });
    }
    await db.comment.updateMany({ where: { body: { startsWith: 'x' } }, data: { isInternal: true } });
    const [found] = await db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM "TicketSearch" WHERE "publicText" @@ plainto_tsquery('english', 'printer')`;
    expect(found?.count).toBe(1);
  });

  it('ranks by as few parts as give the same weights', async () => {
    const { db, ticketId } = await makeTicket(server);
    const body = `Printers, printerless. Trays, the tray light 45, HP-45; wi-fi of o'brien, printer@example.com printer-tray`;
    await db.ticket.update({ where: { id: ticketId }, data: { body } });
    const queries = [
      'printer',
      'printer light',
      'tray printer light',
      'wi-fi',
      "o'brien",
      'print',
      'light 45',
      'the',
      'x',
      'printer@example.com',
    ];
    const parts: Record<string, number> = {};
    for (const query of queries) {
      const { web, prefixes } = readSearchTerms(query);
      const [row] = await db.$queryRaw<{ parts: number; chosen: number; both: number }[]>`
        SELECT numnode(chosen) AS parts, ts_rank_cd("publicText", chosen) AS chosen, ts_rank_cd("publicText", whole || beginnings) AS both
        FROM (SELECT websearch_to_tsquery('english', ${web}) AS whole, to_tsquery('english', ${prefixes}) AS beginnings) q,
          ranking_query(whole, beginnings) chosen, "TicketSearch"`;
      expect(row?.chosen, query).toBe(row?.both);
      parts[query] = row?.parts ?? 0;
    }
    // A number may stand behind a minus sign, too, so it takes both forms.
    expect(parts).toMatchObject({ printer: 1, 'printer light': 3, 'light 45': 9, the: 0 });
  });

  it('loses no comment when two come at once', async () => {
    const { db, ticketId } = await makeTicket(server);
    const words = Array.from({ length: 8 }, (_, index) => `animal${index}`);
    await Promise.all(
      words.map(async (body, index) => {
        await db.comment.create({ data: { ticketId, body } });
        await db.tag.create({ data: { name: body, nameKey: body, tickets: { create: { ticketId } } } });
        if (index % 2) await db.comment.updateMany({ where: { body }, data: { isInternal: true } });
      }),
    );
    const [found] = await db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM unnest(${words}::text[]) word, "TicketSearch"
      WHERE ts_filter("staffText", '{c}') @@ plainto_tsquery('english', word)
        AND ts_filter("staffText", '{b}') @@ plainto_tsquery('english', word)`;
    expect(found?.count).toBe(words.length);
  });
});

async function makeTicket(database: TestDatabase): Promise<{ db: TestDatabase['db']; ticketId: number }> {
  const { db, truncate } = database;
  await truncate();
  const user = await db.user.create({ data: { username: 'jane', usernameKey: 'jane', fullName: 'Jane' } });
  const category = await db.category.create({ data: { name: 'Hardware' } });
  const ticket = { subject: 'Printers jam', body: '<!--html--><p>Tray <b>two</b></p>' };
  const { id } = await db.ticket.create({ data: { ...ticket, submitterId: user.id, categoryId: category.id } });
  return { db, ticketId: id };
}
