import { beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '../../src/core/context.js';
import { contextOf } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import { makeAdmin, makeAsset, makeCategory, makeComment, makeTicket, makeUser } from '../support/factories.js';
import { post, rest } from '../support/rest.js';

const { db, truncate } = await testDatabase();

let ctx: Context;
beforeEach(async () => {
  await truncate();
  ctx = await contextOf(db, await makeAdmin(db), { face: 'REST' });
});

const BARE_INTEGER = /^\d+$/;

/** What a call answers, as a record. */
const recordOf = async (path: string) => (await rest(ctx, path)).json as Record<string, unknown>;
const listOf = async (path: string) => (await rest(ctx, path)).json as Record<string, unknown>[];
const form = (fields: Record<string, string | number>) =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));

// The numbers are those of rest.md § 5.
describe('quirks that old clients rely on', () => {
  it('1: creating answers a bare integer, an asset an object, always with 200', async () => {
    const category = await makeCategory(db);
    const chapter = await db.articleCategory.create({ data: { name: 'Printers', nameKey: 'printers' } });
    const ticket = await makeTicket(db);
    const calls: [string, Record<string, string | number>][] = [
      ['ticket', { categoryId: category.id, subject: 'Broken', body: '' }],
      ['comment', { id: ticket.id, body: 'Yes' }],
      ['CreateUser', { email: 'mira@example.com' }],
      ['Company', { name: 'Example GmbH' }],
      ['article', { categoryId: chapter.id, subject: 'Toner', body: 'Buy some' }],
    ];
    for (const [action, fields] of calls) {
      const { status, text } = await post(ctx, `/api/${action}`, form(fields));
      expect([action, status, text]).toEqual([action, 200, expect.stringMatching(BARE_INTEGER)]);
    }
    const asset = { modelName: 'LaserJet', manufacturer: 'HP', type: 'Printer', supplier: 'Shop' };
    const { status, json } = await post(ctx, '/api/Asset', asset);
    expect([status, json]).toEqual([200, { id: expect.any(Number) }]);
  });

  it('2: void calls answer 200 with an empty body', async () => {
    const [ticket, other] = [await makeTicket(db), await makeTicket(db)];
    const pair = { id: ticket.id, id2: other.id };
    const calls: [string, Record<string, string | number>][] = [
      ['UpdateTicket', { id: ticket.id, priority: 1 }],
      ['LinkTickets', pair],
      ['AddSubscriber', { id: ticket.id, userId: other.submitterId }],
      ['Close', { id: ticket.id }],
      ['MergeTickets', pair],
      ['UpdateUser', { userId: ticket.submitterId, phone: '1' }],
    ];
    for (const [action, fields] of calls) {
      const { status, text, headers } = await post(ctx, `/api/${action}`, form(fields));
      expect([action, status, text, headers.get('content-length')]).toEqual([action, 200, '', '0']);
    }
  });

  it('3: Authorization works by GET and POST and answers the user', async () => {
    for (const method of ['GET', 'POST']) {
      const { json } = await rest(ctx, '/api/Authorization', { method });
      expect(json).toMatchObject({ UserID: ctx.who?.id, Username: ctx.who?.username });
    }
  });

  it('4: rows, details and users spell their keys each in their own way', async () => {
    const ticket = await makeTicket(db);
    const [row = {}] = await listOf('/api/Tickets');
    const detail = await recordOf(`/api/ticket?id=${ticket.id}`);
    const user = await recordOf(`/api/User?userId=${ticket.submitterId}`);
    expect(Object.keys(row)).toEqual(
      expect.arrayContaining(['IssueID', 'TicketID', 'Category', 'UserName', 'CompanyID']),
    );
    expect(Object.keys(detail)).toEqual(
      expect.arrayContaining(['IssueID', 'TicketID', 'CategoryName', 'SubmitterUserInfo']),
    );
    expect(Object.keys(user)).toEqual(expect.arrayContaining(['Username', 'CompanyId', 'DepartmentID']));
    expect([row.IssueID, detail.IssueID]).toEqual([row.TicketID, detail.TicketID]);
    expect(row).not.toHaveProperty('CategoryName');
    expect(user).not.toHaveProperty('CompanyID');
  });

  it('5: comments come back with eleven characters in front and line breaks as tags, also from plain text', async () => {
    const { id } = await makeTicket(db);
    await post(ctx, '/api/comment', form({ id, body: 'First\nSecond' }));
    const [comment] = await listOf(`/api/comments/${id}`);
    expect(comment?.Body).toBe('<!--html-->First<br>Second');
    expect(String(comment?.Body).slice(11)).toBe('First<br>Second');
  });

  it('6: comments are the newest first, with entries of the system', async () => {
    const { id } = await makeTicket(db);
    await post(ctx, '/api/comment', form({ id, body: 'One' }));
    await post(ctx, '/api/comment', form({ id, body: 'Two' }));
    await rest(ctx, `/api/Close?id=${id}`);
    const comments = await listOf(`/api/comments?id=${id}`);
    const dates = comments.map(({ CommentDate }) => Date.parse(String(CommentDate)));
    expect(dates).toEqual(dates.toSorted((one, other) => other - one));
    expect(comments[0]).toMatchObject({ IsSystem: true });
    const said = comments.filter(({ IsSystem }) => IsSystem === false).map(({ Body }) => Body);
    expect(said).toEqual(['<!--html-->Two', '<!--html-->One']);
  });

  it('7: comments and custom fields are not inside the ticket', async () => {
    const { ticketId } = await makeComment(db);
    const detail = await recordOf(`/api/ticket/${ticketId}`);
    expect(Object.keys(detail).filter((key) => /comment|customfield/i.test(key))).toEqual([]);
  });

  it('8: case does not matter, ids may be in the path, empty means absent, unknown names are ignored', async () => {
    const { id } = await makeTicket(db);
    for (const path of [`/API/TICKET/${id}`, `/Api/Ticket?ID=${id}`, `/api/ticket/?&iD=${id}`, `//api/ticket/${id}`]) {
      expect([path, await recordOf(path)]).toEqual([path, expect.objectContaining({ TicketID: id })]);
    }
    expect(await listOf('/api/Tickets?categoryid=&sectionId=&count=&mode=&dateFrom=&nonsense=1')).toHaveLength(1);
    expect((await rest(ctx, '/api/ticket?id=')).status).toBe(400);
  });

  it('9: parameters come in a query, form, multipart or JSON, and a type on an empty body misleads nobody', async () => {
    const { id } = await makeTicket(db);
    const multipart = new FormData();
    multipart.set('Id', String(id));
    const json = { 'content-type': 'application/json; charset=utf-8' };
    const ways: [string, string, RequestInit][] = [
      ['query', `/api/ticket?id=${id}`, {}],
      ['form', '/api/Attachments', { method: 'POST', body: new URLSearchParams({ ID: String(id) }) }],
      ['multipart', '/api/comments', { method: 'POST', body: multipart }],
      ['JSON number', '/api/Subscribers', { method: 'POST', body: JSON.stringify({ id }), headers: json }],
      ['JSON text', '/api/SubTickets', { method: 'POST', body: JSON.stringify({ id: `${id}` }), headers: json }],
      ['empty JSON', `/api/comments?id=${id}`, { method: 'POST', headers: json }],
      ['JSON type on GET', `/api/ticket?id=${id}`, { headers: json }],
    ];
    for (const [way, path, init] of ways) expect([way, (await rest(ctx, path, init)).status]).toEqual([way, 200]);
  });

  it('10: reads by POST and writes by GET occur', async () => {
    const { id } = await makeTicket(db);
    expect((await rest(ctx, '/api/Tickets', { method: 'POST' })).json).toHaveLength(1);
    expect((await rest(ctx, '/api/categories', { method: 'POST' })).json).toHaveLength(1);
    expect((await rest(ctx, `/api/comment?id=${id}&body=Hello`)).text).toMatch(BARE_INTEGER);
    expect((await rest(ctx, `/api/Close/${id}`, { method: 'POST' })).status).toBe(200);
  });

  it('11: keys are there with null, lists empty', async () => {
    const { id } = await makeTicket(db);
    expect(await recordOf(`/api/ticket/${id}`)).toMatchObject({
      AssigneeUserInfo: null,
      AssignedToUserID: null,
      DueDate: null,
      ResolvedDate: null,
      Stats: null,
      Attachments: [],
      Tags: [],
    });
  });

  it('12: dates are in UTC, their fractions without trailing zeros', async () => {
    const moments = ['2026-07-15T06:56:05.630Z', '2026-07-16T10:44:41.100Z', '2020-02-28T04:48:00.000Z'];
    const seen: unknown[] = [];
    for (const moment of moments) {
      const { id } = await makeTicket(db, { createdAt: new Date(moment) });
      seen.push((await recordOf(`/api/ticket/${id}`)).IssueDate);
    }
    expect(seen).toEqual(['2026-07-15T06:56:05.63Z', '2026-07-16T10:44:41.1Z', '2020-02-28T04:48:00Z']);
  });

  it('13: pages are full until the last: count and offset, count and page, page alone', async () => {
    const { id: submitterId } = await makeUser(db, { username: 'b' });
    const { id: categoryId } = await makeCategory(db);
    const rows = Array.from({ length: 312 }, () => ({ submitterId, categoryId, subject: 'Many', body: '' }));
    await db.ticket.createMany({ data: rows });
    const size = async (path: string) => (await listOf(path)).length;
    expect(await size('/api/Tickets')).toBe(10);
    expect(await size('/api/Tickets?count=500')).toBe(300);
    expect(await size('/api/Tickets?count=300&offset=300')).toBe(12);
    expect(await size('/api/Tickets?offset=312')).toBe(0);

    expect(await size('/api/Users?count=1&page=2')).toBe(1);
    expect(await size('/api/Users?count=1&page=3')).toBe(0);

    const { typeId, manufacturerId, supplierId } = await makeAsset(db);
    const lookups = { typeId, manufacturerId, supplierId };
    await db.asset.createMany({ data: Array.from({ length: 50 }, () => ({ modelName: 'Model', ...lookups })) });
    expect([await size('/api/Assets'), await size('/api/Assets?page=2')]).toEqual([50, 1]);
  });
});
