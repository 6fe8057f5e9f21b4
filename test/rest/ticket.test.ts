import { beforeEach, describe, expect, it } from 'vitest';
import { contextOf } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import {
  makeAdmin,
  makeAttachment,
  makeCategory,
  makeCompany,
  makeTechnician,
  makeTicket,
  makeUser,
} from '../support/factories.js';
import { post, rest } from '../support/rest.js';

const { db, truncate } = await testDatabase();
beforeEach(truncate);

const call = async (user: { id: number }) => contextOf(db, user, { face: 'REST' });
const admin = async () => call(await makeAdmin(db));

const TICKET_KEYS = `SubmitterUserInfo CategoryName AssigneeUserInfo Url ViewingTechNames Origin IsActiveChat Tags OnBehalfUserName
  Integrations IssueDate Subject Body Priority DueDate StartDate TimeSpentInSeconds LastUpdated UpdatedByUser UpdatedByPerformer
  UpdatedForTechView Attachments Status StatusStopTimeSpent StatusID TicketID IssueID UserID AssignedToUserID CategoryID
  ResolvedDate IsCurrentUserTechInThisCategory IsCurrentCategoryForTechsOnly SubmittedByCurrentUser IsShared IsInKb Stats`;

describe('ticket, read', () => {
  it('works: has every key in the recorded order, empty ones as null', async () => {
    const ctx = await admin();
    const ticket = await makeTicket(db, { createdAt: new Date('2026-03-02T08:15:27.400Z'), origin: 'IN_PERSON' });
    const { json } = await rest(ctx, `/api/ticket/${ticket.id}`);
    expect(Object.keys(json as object)).toEqual(TICKET_KEYS.split(/\s+/));
    expect(json).toMatchObject({
      TicketID: ticket.id,
      IssueID: ticket.id,
      AssigneeUserInfo: null,
      SubmitterUserInfo: { UserID: ticket.submitterId },
      IssueDate: '2026-03-02T08:15:27.4Z',
      DueDate: null,
      Origin: 'InPerson',
      Status: 'New',
      Url: `https://desk.example.com/Ticket/${ticket.id}`,
      Tags: [],
      Attachments: [],
      Integrations: {},
      ViewingTechNames: [],
      Stats: null,
    });
  });

  it('tells about the caller', async () => {
    const category = await makeCategory(db);
    const technician = await call(await makeTechnician(db, [category]));
    const ticket = await makeTicket(db, { categoryId: category.id });
    const submitter = await call({ id: ticket.submitterId });
    const flags = async (ctx: typeof technician) => (await rest(ctx, `/api/ticket?id=${ticket.id}`)).json;
    expect(await flags(technician)).toMatchObject({
      IsCurrentUserTechInThisCategory: true,
      SubmittedByCurrentUser: false,
    });
    expect(await flags(submitter)).toMatchObject({
      IsCurrentUserTechInThisCategory: false,
      SubmittedByCurrentUser: true,
    });
  });

  it('shows internal files to staff alone, whoever asked before', async () => {
    const category = await makeCategory(db);
    const technician = await call(await makeTechnician(db, [category]));
    const ticket = await makeTicket(db, { categoryId: category.id });
    const submitter = await call({ id: ticket.submitterId });
    for (const isInternal of [true, false]) {
      await makeAttachment(db, { ticketId: ticket.id, isInternal, fileName: isInternal ? 'notes.txt' : 'photo.png' });
    }
    const files = async (ctx: typeof technician) => {
      const { json } = await rest(ctx, `/api/ticket?id=${ticket.id}`);
      return (json as { Attachments: { FileName: string }[] }).Attachments.map(({ FileName }) => FileName);
    };
    for (const [ctx, expected] of [
      [technician, ['notes.txt', 'photo.png']],
      [submitter, ['photo.png']],
      [technician, ['notes.txt', 'photo.png']],
    ] as const) {
      expect(await files(ctx)).toEqual(expected);
    }
  });

  it('refuses: other customers find nothing', async () => {
    const ticket = await makeTicket(db);
    const { status, text } = await rest(await call(await makeUser(db)), `/api/ticket/${ticket.id}`);
    expect([status, text]).toEqual([404, 'Ticket not found.']);
  });

  it('mistakes: needs a number', async () => {
    const ctx = await admin();
    expect((await rest(ctx, '/api/ticket')).text).toBe('Parameter id is required.');
    expect((await rest(ctx, '/api/ticket/abc')).text).toBe('Parameter id must be a whole number.');
  });
});

describe('ticket, filed', () => {
  it('works: answers a bare number, and the ticket holds everything sent', async () => {
    const ctx = await admin();
    const [category, user] = [await makeCategory(db), await makeUser(db, { fullName: 'Mira Holt' })];
    const { text, headers } = await post(ctx, '/api/ticket', {
      categoryId: String(category.id),
      subject: 'Toner empty',
      body: 'Line 1\nLine 2',
      priorityId: '2',
      userId: String(user.id),
      tags: 'printer, toner,Printer',
      origin: '6',
      dueDate: '',
    });
    expect(text).toMatch(/^\d+$/);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect((await rest(ctx, `/api/ticket/${text}`)).json).toMatchObject({
      Subject: 'Toner empty',
      Body: 'Line 1\nLine 2',
      Priority: 2,
      UserID: user.id,
      OnBehalfUserName: ctx.who?.fullName,
      Origin: 'Phone',
      StatusID: 1,
      Tags: [{ Name: 'printer', TagCount: 0 }, { Name: 'toner' }],
    });
  });

  it('works: takes files of any part name', async () => {
    const ctx = await admin();
    const form = new FormData();
    form.set('categoryId', String((await makeCategory(db)).id));
    form.set('subject', 'With a picture');
    form.set('body', '');
    form.append('whatever', new Blob(['hello']), 'grüße.txt');
    form.append('uploadFile', new Blob(['world']), 'b.txt');
    const { text } = await rest(ctx, '/api/ticket', { method: 'POST', body: form });
    const { json } = await rest(ctx, `/api/Attachments/${text}`);
    expect(json).toMatchObject([
      { FileName: 'grüße.txt', FileSize: 5, CommentID: 0, IssueID: Number(text), FileData: null },
      { FileName: 'b.txt', Url: expect.stringMatching(/\/File\/Get\?id=\d+$/) },
    ]);
  });

  it('refuses: customers file for nobody else', async () => {
    const ctx = await call(await makeUser(db));
    const other = await makeUser(db);
    const form = { categoryId: String((await makeCategory(db)).id), subject: 's', body: 'b' };
    expect((await post(ctx, '/api/ticket', { ...form, userId: String(other.id) })).status).toBe(403);
    expect(await db.ticket.count()).toBe(0);
  });

  it.each([
    [{ subject: '' }, 'Parameter subject is required.'],
    [{ categoryId: '999' }, 'There is no such category.'],
    [{ priorityId: '7' }, 'priority must be a whole number from -1 to 2.'],
    [{ origin: '9' }, 'Parameter origin must be one of'],
    [{ customFields: 'x' }, 'Parameter customFields must be a JSON object'],
  ])('mistakes: %o', async (wrong, message) => {
    const ctx = await admin();
    const form = { categoryId: String((await makeCategory(db)).id), subject: 's', body: 'b' };
    const { status, text } = await post(ctx, '/api/ticket', { ...form, ...wrong });
    expect([status, text]).toEqual([400, expect.stringContaining(message)]);
    expect(await db.ticket.count()).toBe(0);
  });
});

describe('UpdateTicket and its like', () => {
  it('work: change only what is sent, and answer nothing', async () => {
    const ctx = await admin();
    const ticket = await makeTicket(db, { dueDate: new Date('2026-01-01'), assigneeId: ctx.who?.id });
    const { status, text, headers } = await post(ctx, `/api/UpdateTicket?ID=${ticket.id}`, {
      Priority: '1',
      DueDate: '',
      TimeSpentInSeconds: '90',
      tags: '',
      AssignedUserID: '0',
      subject: '',
    });
    expect([status, text, headers.get('content-length')]).toEqual([200, '', '0']);
    expect(await db.ticket.findUnique({ where: { id: ticket.id } })).toMatchObject({
      priority: 1,
      dueDate: null,
      timeSpentSeconds: 90,
      assigneeId: null,
      subject: ticket.subject,
      body: ticket.body,
    });
  });

  it('work: a close date arrives in a call of its own after closing', async () => {
    const ctx = await admin();
    const { id } = await makeTicket(db);
    await rest(ctx, `/api/Close/${id}?suppressNotification=True`);
    await post(ctx, '/api/UpdateTicket', { id: String(id), closeDate: '2026-01-02T03:04:05' });
    const { json } = await rest(ctx, `/api/ticket/${id}`);
    expect(json).toMatchObject({ StatusID: 3, ResolvedDate: '2026-01-02T03:04:05Z' });
  });

  it('work under their older names', async () => {
    const category = await makeCategory(db);
    const technician = await makeTechnician(db, [category]);
    const ctx = await admin();
    const { id } = await makeTicket(db);
    await post(ctx, '/api/changecategory', { ticketId: String(id), newCategoryId: String(category.id) });
    await post(ctx, '/api/SetAssignee', { id: String(id), UserID: String(technician.id) });
    await post(ctx, `/api/SetTicketStatus?id=${id}&statusId=3`, {});
    const expected = { categoryId: category.id, assigneeId: technician.id, statusId: 3 };
    expect(await db.ticket.findUnique({ where: { id } })).toMatchObject(expected);
  });

  it('refuse: a manager closes the tickets of the company, and only that', async () => {
    const company = await makeCompany(db);
    const submitter = await makeUser(db, { companyId: company.id });
    const manager = await call(await makeUser(db, { companyId: company.id, isManager: true }));
    const { id } = await makeTicket(db, { submitterId: submitter.id });
    expect((await post(manager, '/api/UpdateTicket', { id: String(id), subject: 'Mine' })).status).toBe(403);
    expect((await post(manager, '/api/UpdateTicket', { id: String(id), statusId: '3' })).status).toBe(200);
  });

  it('mistakes: unknown status, category and user are named, an unknown ticket is not found', async () => {
    const ctx = await admin();
    const { id } = await makeTicket(db);
    const wrong: Record<string, string>[] = [
      { statusId: '99' },
      { categoryId: '99' },
      { userId: '99' },
      { assignedUserId: '99999999999' },
    ];
    for (const form of wrong) {
      const { status } = await post(ctx, '/api/UpdateTicket', { id: String(id), ...form });
      expect([form, status]).toEqual([form, 400]);
    }
    expect((await post(ctx, '/api/UpdateTicket', { id: '99', priority: '1' })).status).toBe(404);
  });
});
