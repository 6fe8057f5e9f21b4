import { beforeEach, describe, expect, it } from 'vitest';
import { contextOf } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import {
  makeAdmin,
  makeCategory,
  makeCompany,
  makeCustomField,
  makeTechnician,
  makeTicket,
  makeUser,
} from '../support/factories.js';
import { rest } from '../support/rest.js';

const { db, truncate } = await testDatabase();
beforeEach(truncate);

const call = async (user: { id: number }) => contextOf(db, user, { face: 'REST' });
const admin = async () => call(await makeAdmin(db));

const ROW_KEYS =
  `IssueID TicketID Priority StatusID IssueDate Subject Status UpdatedByUser UpdatedByPerformer CategoryID UserName
  Technician FirstName LastName DueDate TechFirstName TechLastName LastUpdated UpdatedForTechView UserID CompanyID CompanyName
  AssignedToUserID ResolvedDate SectionID Category Origin Email HasChildren StatusColor LastUpdatedByUserID LastUpdatedUsername
  StartDate TimeSpentInSeconds AISentiment`.split(/\s+/);

const day = (number: number) => new Date(Date.UTC(2026, 2, number, 12));

async function idsOf(ctx: Awaited<ReturnType<typeof admin>>, query: string): Promise<number[]> {
  const { json } = await rest(ctx, `/api/Tickets?${query}`);
  return (json as { IssueID: number }[]).map(({ IssueID }) => IssueID);
}

describe('Tickets', () => {
  it('works: rows have every key in the recorded order', async () => {
    const company = await makeCompany(db, { name: 'Example GmbH' });
    const submitter = await makeUser(db, { companyId: company.id, firstName: 'Mira', lastName: 'Holt' });
    const technician = await makeTechnician(db);
    const parent = await makeTicket(db, { submitterId: submitter.id, assigneeId: technician.id, updatedAt: day(3) });
    await makeTicket(db, { parentId: parent.id, updatedAt: day(1) });
    const { json } = await rest(await admin(), '/api/Tickets');
    const [row, child] = json as Record<string, unknown>[];
    expect(Object.keys(row ?? {})).toEqual(ROW_KEYS);
    expect(row).toMatchObject({
      TicketID: parent.id,
      UserName: submitter.username,
      FirstName: 'Mira',
      Technician: technician.username,
      CompanyID: company.id,
      CompanyName: 'Example GmbH',
      HasChildren: true,
      LastUpdated: '2026-03-03T12:00:00Z',
      SectionID: null,
      DueDate: null,
    });
    expect(child).toMatchObject({ Technician: null, TechFirstName: null, CompanyName: null, HasChildren: false });
  });

  it('works: adds custom fields only when asked', async () => {
    const field = await makeCustomField(db, { options: ['Minor', 'Blocking'], position: 1 });
    const ticket = await makeTicket(db);
    const optionId = field.options[1]?.id;
    await db.customFieldValue.create({ data: { fieldId: field.id, ticketId: ticket.id, optionId } });
    const ctx = await admin();
    const [row] = (await rest(ctx, '/api/Tickets?includeCustomFields=True')).json as Record<string, unknown>[];
    expect(Object.keys(row ?? {})).toEqual([...ROW_KEYS, 'CustomFields']);
    expect(row?.CustomFields).toMatchObject([
      { FieldID: field.id, Type: 3, Value: 'Blocking', ValueWithOption: 'Blocking', OptionID: optionId },
    ]);
  });

  it('works: the last updated first, ties by number, in full pages', async () => {
    const made: number[] = [];
    for (let index = 0; index < 12; index += 1) made.push((await makeTicket(db, { updatedAt: day(1) })).id);
    const ctx = await admin();
    const newest = made.toReversed();
    expect(await idsOf(ctx, '')).toEqual(newest.slice(0, 10));
    expect(await idsOf(ctx, 'count=5&offset=5')).toEqual(newest.slice(5, 10));
    expect(await idsOf(ctx, 'count=5&offset=10')).toEqual(newest.slice(10));
    expect(await idsOf(ctx, 'count=0&offset=-3')).toEqual(newest.slice(0, 10));
    expect(await idsOf(ctx, 'count=500')).toHaveLength(12);
    expect(await idsOf(ctx, 'offset=99999999999')).toEqual([]);
  });

  it('works: filters narrow together, values of one widen', async () => {
    const ctx = await admin();
    const category = await makeCategory(db);
    const plain = await makeTicket(db, { createdAt: day(1), updatedAt: day(9), categoryId: category.id });
    const closed = await makeTicket(db, { createdAt: day(2), updatedAt: day(8), statusId: 3, categoryId: category.id });
    const mine = await makeTicket(db, { createdAt: day(3), updatedAt: day(7), statusId: 2, assigneeId: ctx.who?.id });
    const expected: [string, number[]][] = [
      ['mode=unclosed', [plain.id, mine.id]],
      ['mode=unanswered', [plain.id]],
      ['mode=handledbyme', [mine.id]],
      ['mode=1', [plain.id, closed.id, mine.id]],
      ['statusId=1&statusId[]=3', [plain.id, closed.id]],
      ['statusId=3&mode=unclosed', []],
      [`categoryId=${category.id}&statusId=3`, [closed.id]],
      ['categoryId=99999999999', []],
      [`fromUserId=${plain.submitterId}`, [plain.id]],
      [`handledByUserID=${ctx.who?.id}`, [mine.id]],
      ['dateFrom=2026-03-02&dateTo=2026-03-02', [closed.id]],
      ['updatedFrom=2026-03-08&updatedTo=2026-03-08 11:59:59', []],
      ['updatedFrom=2026-03-08&updatedTo=2026-03-08 12:00:00', [closed.id]],
    ];
    for (const [query, ids] of expected) expect([query, await idsOf(ctx, query)]).toEqual([query, ids]);
  });

  it('refuses: nobody sees what is not theirs', async () => {
    const ticket = await makeTicket(db);
    expect(await idsOf(await call({ id: ticket.submitterId }), '')).toEqual([ticket.id]);
    expect(await idsOf(await call(await makeUser(db)), '')).toEqual([]);
  });

  it('mistakes: a date that cannot be read is told, a number is passed over', async () => {
    const ctx = await admin();
    expect((await rest(ctx, '/api/Tickets?dateFrom=yesterday')).status).toBe(400);
    expect((await rest(ctx, '/api/Tickets?count=all&sectionId=undefined')).json).toEqual([]);
  });
});

describe('Search, linked and sub-tickets', () => {
  it('work: answer rows of the same shape', async () => {
    const ctx = await admin();
    const [one, two] = [await makeTicket(db, { subject: 'Plotter jammed' }), await makeTicket(db)];
    await rest(ctx, `/api/LinkTickets?id=${one.id}&id2=${two.id}`);
    await rest(ctx, `/api/AddSubTicket?parentId=${two.id}&childId=${one.id}`);
    for (const path of ['Search?query=plotter', `LinkedTickets/${two.id}`, `SubTickets/${two.id}`]) {
      const [row] = (await rest(ctx, `/api/${path}`)).json as Record<string, unknown>[];
      expect([path, row?.IssueID, Object.keys(row ?? {})]).toEqual([path, one.id, ROW_KEYS]);
    }
  });

  it('mistakes: a search needs words, a ticket is not its own child', async () => {
    const ctx = await admin();
    const { id } = await makeTicket(db);
    expect((await rest(ctx, '/api/Search?query=')).text).toBe('Parameter query is required.');
    expect((await rest(ctx, '/api/Search?query=%20')).status).toBe(400);
    expect((await rest(ctx, `/api/AddSubTicket?parentId=${id}&childId=${id}`)).status).toBe(400);
  });
});

describe('Stats', () => {
  it('works: counts what the caller sees', async () => {
    const ctx = await admin();
    await makeTicket(db);
    await makeTicket(db, { statusId: 3 });
    const { submitterId } = await makeTicket(db, { statusId: 2, assigneeId: ctx.who?.id, updatedByUser: true });
    const all = { TotalTickets: 3, Closed: 1, InProcess: 1, NewTickets: 1, Unanswered: 2, Unassigned: 1, Unclosed: 2 };
    expect((await rest(ctx, '/api/Stats')).json).toEqual(all);
    expect((await rest(await call({ id: submitterId }), '/api/Stats')).json).toMatchObject({ TotalTickets: 1 });
  });
});
