import { beforeEach, describe, expect, it } from 'vitest';
import { contextOf } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import { makeAdmin, makeCategory, makeComment, makeTechnician, makeTicket, makeUser } from '../support/factories.js';
import { post, rest } from '../support/rest.js';

const { db, truncate } = await testDatabase();
beforeEach(truncate);

const call = async (user: { id: number }) => contextOf(db, user, { face: 'REST' });

async function scene() {
  const category = await makeCategory(db);
  const ticket = await makeTicket(db, { categoryId: category.id });
  const technician = await call(await makeTechnician(db, [category]));
  return { ticket, id: String(ticket.id), technician, customer: await call({ id: ticket.submitterId }) };
}

const KEYS =
  `CommentID IssueID UserID UserName Email FirstName LastName IsSystem CommentDate ForTechsOnly Body TicketSubject
  Recipients`.split(/\s+/);

describe('comment', () => {
  it('works: answers the number of the ticket, and plain text comes back as marked HTML', async () => {
    const { id, technician } = await scene();
    const { text } = await post(technician, '/api/comment', { id, body: 'A & <b\r\n\nB', forTechsOnly: 'False' });
    expect(text).toBe(id);
    const [row] = (await rest(technician, `/api/comments/${id}`)).json as Record<string, unknown>[];
    expect(Object.keys(row ?? {})).toEqual(KEYS);
    expect(row).toMatchObject({
      Body: '<!--html-->A &amp; &lt;b<br><br>B',
      UserID: technician.who?.id,
      UserName: technician.who?.username,
      IsSystem: false,
      ForTechsOnly: false,
      TicketSubject: null,
    });
  });

  it('works: by GET, and in the name of somebody else for administrators', async () => {
    const { id, ticket } = await scene();
    const admin = await call(await makeAdmin(db));
    await rest(admin, `/api/comment?id=${id}&body=Hello&fromUserId=${ticket.submitterId}`);
    expect(await db.comment.findFirst({ where: { isSystem: false } })).toMatchObject({ authorId: ticket.submitterId });
  });

  it('works: a file needs no words', async () => {
    const { id, customer } = await scene();
    const form = new FormData();
    form.set('id', id);
    form.set('file', new Blob(['hello']), 'a.txt');
    expect((await rest(customer, '/api/comment', { method: 'POST', body: form })).text).toBe(id);
    expect(await db.attachment.count({ where: { ticketId: Number(id), comment: { isSystem: false } } })).toBe(1);
  });

  it('refuses: customers write no internal notes and in nobody else’s name', async () => {
    const { id, customer, technician } = await scene();
    const userId = String(technician.who?.id);
    expect((await post(customer, '/api/comment', { id, body: 'x', forTechsOnly: '1' })).status).toBe(403);
    expect((await post(customer, '/api/comment', { id, body: 'x', isSystem: 'true' })).status).toBe(403);
    expect((await post(customer, '/api/comment', { id, body: 'x', fromUserId: userId })).status).toBe(403);
    expect((await post(await call(await makeUser(db)), '/api/comment', { id, body: 'x' })).status).toBe(404);
    expect(await db.comment.count()).toBe(0);
  });

  it('mistakes: says nothing', async () => {
    const { id, customer } = await scene();
    expect((await post(customer, '/api/comment', { id })).text).toBe('body must not be empty.');
    expect((await post(customer, '/api/comment', { id, body: ' ' })).status).toBe(400);
  });
});

describe('comments', () => {
  it('works: the latest first, with entries of the system', async () => {
    const { ticket, id, technician } = await scene();
    const at = (minute: number) => ({ ticketId: ticket.id, createdAt: new Date(Date.UTC(2026, 2, 2, 9, minute)) });
    const first = await makeComment(db, at(1));
    const system = await makeComment(db, { ...at(2), authorId: null, isSystem: true, body: 'Ticket closed' });
    const { json } = await rest(technician, `/api/comments?id=${id}`, { method: 'POST' });
    expect(json).toMatchObject([
      {
        CommentID: system.id,
        UserID: null,
        UserName: '',
        Email: '',
        IsSystem: true,
        CommentDate: '2026-03-02T09:02:00Z',
      },
      { CommentID: first.id, UserID: ticket.submitterId },
    ]);
  });

  it('refuses: customers do not see internal notes', async () => {
    const { ticket, id, customer, technician } = await scene();
    await makeComment(db, { ticketId: ticket.id, isInternal: true });
    expect((await rest(customer, `/api/comments/${id}`)).json).toEqual([]);
    expect((await rest(technician, `/api/comments/${id}`)).json).toHaveLength(1);
    expect((await rest(await call(await makeUser(db)), `/api/comments/${id}`)).status).toBe(404);
  });
});

describe('updatecomment', () => {
  it('works: under either name of the id', async () => {
    const { ticket, customer } = await scene();
    const comment = await makeComment(db, { ticketId: ticket.id });
    const { status, text } = await post(customer, '/api/updatecomment', { commentId: String(comment.id), body: 'New' });
    expect([status, text]).toEqual([200, '']);
    expect(await db.comment.findUnique({ where: { id: comment.id } })).toMatchObject({ body: '<!--html-->New' });
  });

  it('refuses and mistakes: others, nothing, nowhere', async () => {
    const { ticket, customer, technician } = await scene();
    const { id } = await makeComment(db, { ticketId: ticket.id, authorId: technician.who?.id });
    expect((await post(customer, '/api/updatecomment', { id: String(id), body: 'x' })).status).toBe(403);
    expect((await post(customer, '/api/updatecomment', { id: String(id), body: '' })).status).toBe(400);
    expect((await post(customer, '/api/updatecomment', { id: '99', body: 'x' })).text).toBe('Comment not found.');
  });
});
