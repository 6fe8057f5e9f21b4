import fc from 'fast-check';
import { beforeEach, expect, it } from 'vitest';
import { TicketOrigin } from '../../src/generated/prisma/enums.js';
import { contextOf } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import { makeAdmin, makeCategory, makeCompany, makeTechnician, makeTicket, makeUser } from '../support/factories.js';
import { rest } from '../support/rest.js';

const { db, truncate } = await testDatabase();
beforeEach(truncate);

const TEXTS = [
  '"quoted" \\ and / slashes',
  'tab\tline\nfeed\r\b\f \u0001\u001f\u007f',
  'ümläut 漢字 🎫 \u2028\u2029',
  "it's {$1}",
];

/** A moment in the night of a change of clocks, with so many milliseconds. */
const moment = (milliseconds: number) => new Date(Date.UTC(2026, 2, 29, 1, 0, 0, milliseconds));

/**
 * Sub-tickets of one ticket, with every origin, with and without what may be missing. `SubTickets` answers them as rows that the
 * desk writes, `Tickets` as the database writes them.
 */
async function makeDesk(texts: readonly string[]) {
  const company = await makeCompany(db, { name: texts[0] });
  const section = await db.section.create({ data: { name: 'Section', nameKey: 'section' } });
  const category = await makeCategory(db, { name: texts[1], sectionId: section.id });
  const names = { firstName: texts[2], lastName: texts[3] };
  const submitter = await makeUser(db, { ...names, companyId: company.id });
  const stranger = await makeUser(db, { firstName: '', lastName: '' });
  const technician = await makeTechnician(db, [category]);
  const parent = await makeTicket(db);
  for (const [index, origin] of Object.values(TicketOrigin).entries()) {
    const isFull = index % 2 === 0;
    const child = await makeTicket(db, {
      origin,
      parentId: parent.id,
      subject: texts[index % texts.length],
      submitterId: isFull ? submitter.id : stranger.id,
      categoryId: isFull ? category.id : undefined,
      statusId: 1 + (index % 3),
      priority: (index % 4) - 1,
      updatedByUser: isFull,
      updatedForStaff: !isFull,
      timeSpentSeconds: index * 60,
      createdAt: moment(0),
      updatedAt: moment([0, 500, 630, 7][index % 4] ?? 0),
      ...(isFull ? { assigneeId: technician.id, lastUpdatedById: technician.id } : {}),
      ...(isFull ? { dueDate: moment(index), resolvedAt: moment(100 * index), startedAt: moment(90) } : {}),
    });
    if (index === 2) await makeTicket(db, { parentId: child.id, updatedAt: moment(9) });
  }
  return { ctx: await contextOf(db, await makeAdmin(db), { face: 'REST' }), parent };
}

it('rows that the database writes are those that the desk writes, to the letter', async () => {
  const { ctx, parent } = await makeDesk(TEXTS);
  const { text: rows, json } = await rest(ctx, `/api/SubTickets?id=${parent.id}`);
  const { text } = await rest(ctx, '/api/Tickets?dateFrom=2026-03-29T00:00:00Z&dateTo=2026-03-30T00:00:00Z&count=50');
  expect(json).toHaveLength(Object.keys(TicketOrigin).length);
  expect(rows).toContain('"LastUpdated":"2026-03-29T01:00:00.63Z"');
  expect(text).toBe(rows);
});

it('so they are with any texts', async () => {
  const line = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }).map((text) => text.replaceAll('\0', '-'));
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 4, maxLength: 4 }), async (texts) => {
      await truncate();
      const { ctx, parent } = await makeDesk(texts);
      const { text: rows } = await rest(ctx, `/api/SubTickets?id=${parent.id}`);
      const { text, json } = await rest(ctx, '/api/Tickets?dateFrom=2026-03-29&dateTo=2026-03-29&count=50');
      expect(json).toHaveLength(Object.keys(TicketOrigin).length);
      expect(text).toBe(rows);
    }),
    { numRuns: 15 },
  );
});

it('pages of them follow each other, and know how many there are', async () => {
  const { ctx } = await makeDesk(TEXTS);
  const whole = await rest(ctx, '/api/Tickets?count=50');
  const pages = [];
  for (const offset of [0, 4, 8]) pages.push(await rest(ctx, `/api/Tickets?count=4&offset=${offset}`));
  expect(whole.json).toHaveLength(12);
  expect(pages.flatMap(({ json }) => json)).toEqual(whole.json);
  expect(pages.map(({ headers }) => headers.get('x-total-count'))).toEqual(['12', '12', '12']);
  const beyond = await rest(ctx, '/api/Tickets?count=4&offset=40');
  expect([beyond.text, beyond.headers.get('x-total-count')]).toEqual(['[]', '12']);
});
