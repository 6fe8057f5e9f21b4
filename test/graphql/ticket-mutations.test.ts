import { beforeEach, describe, expect, it } from 'vitest';
import { encodeId } from '../../src/graphql/ids.js';
import { makePrincipal } from '../support/principals.js';
import { NOW, testGraph } from './support.js';

const graph = await testGraph();
const admin = makePrincipal({ id: 1, isAdmin: true });
const technician = makePrincipal({ id: 2, technicianOf: [1] });
const anna = makePrincipal({ id: 3 });

beforeEach(async () => {
  await graph.truncate();
  const { db } = graph;
  for (const username of ['admin', 'tess', 'anna', 'bob']) {
    const names = { username, usernameKey: username, fullName: username };
    await db.user.create({ data: { ...names, isAdmin: username === 'admin' } });
  }
  await db.category.createMany({ data: [{ name: 'Printers' }, { name: 'Networks' }] });
  await db.categoryTechnician.create({ data: { categoryId: 1, userId: 2 } });
  await db.customField.createMany({
    data: [
      { name: 'Room', type: 'TEXT' },
      { name: 'Floor', type: 'DROPDOWN' },
      { name: 'Since', type: 'DATE' },
      { name: 'Urgent', type: 'CHECKBOX' },
    ],
  });
  await db.customFieldOption.create({ data: { fieldId: 2, value: 'Ground' } });
});

type Who = typeof anna;

async function mutate(who: Who, name: string, input: object, payload: string) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ${payload} errors { code message field } } }`;
  return (await graph.data(who, query, { input }))[name];
}

const file = (who: Who, input: object = {}) =>
  mutate(who, 'createTicket', { categoryId: '1', subject: 'Printer on fire', ...input }, 'ticket { number version }');

describe('createTicket', () => {
  it('files a ticket with tags and custom fields and shows it at once', async () => {
    const input = {
      categoryId: encodeId('Category', 1),
      subject: ' Printer on fire ',
      body: '<b>Help</b>',
      priority: 'HIGH',
      tags: ['Fire', 'smoke'],
      dueDate: '2026-03-05T12:00:00+02:00',
      customFields: [
        { field: '1', text: '101' },
        { field: '2', option: encodeId('CustomFieldOption', 1) },
        { field: '3', date: '2026-03-01' },
        { field: '4', checked: true },
      ],
    };
    const payload = `ticket { subject bodyHtml priority origin status { name } submitter { username } dueDate
      tags { nodes { name } } customFields { field { name } text date option { value } checked }
      subscribers { nodes { username } } events(first: 1) { nodes { kind face actor { username } } } }`;
    const { ticket, errors } = await mutate(anna, 'createTicket', input, payload);
    expect(errors).toEqual([]);
    expect(ticket).toMatchObject({
      subject: 'Printer on fire',
      bodyHtml: '<b>Help</b>',
      priority: 'HIGH',
      origin: 'API',
      submitter: { username: 'anna' },
      dueDate: '2026-03-05T10:00:00.000Z',
      tags: { nodes: [{ name: 'Fire' }, { name: 'smoke' }] },
      subscribers: { nodes: [{ username: 'anna' }] },
      events: { nodes: [{ kind: 'CREATED', face: 'GRAPHQL', actor: { username: 'anna' } }] },
    });
    expect(ticket.customFields).toEqual([
      { field: { name: 'Room' }, text: '101', date: null, option: null, checked: null },
      { field: { name: 'Floor' }, text: null, date: null, option: { value: 'Ground' }, checked: null },
      { field: { name: 'Since' }, text: null, date: '2026-03-01', option: null, checked: null },
      { field: { name: 'Urgent' }, text: null, date: null, option: null, checked: true },
    ]);
  });

  const mistakes: [object, object][] = [
    [{ subject: ' ' }, { code: 'INVALID', field: ['subject'] }],
    [{ subject: 'a\u0000b' }, { code: 'INVALID', field: ['subject'] }],
    [{ categoryId: '99' }, { field: ['categoryId'] }],
    [{ categoryId: encodeId('Ticket', 1) }, { code: 'INVALID', field: ['categoryId'] }],
    [{ submitterId: '4' }, { code: 'FORBIDDEN', field: null }],
    [{ customFields: [{ field: '3', text: 'soon' }] }, { code: 'INVALID' }],
    [{ customFields: [{ field: '1', text: 'a', checked: true }] }, { code: 'INVALID', field: ['customFields', '0'] }],
    [{ customFields: [{ field: '1' }, { field: '1' }] }, { code: 'INVALID', field: ['customFields', '1', 'field'] }],
  ];

  it.each(mistakes)('tells about %j as data and writes nothing', async (input, error) => {
    const { ticket, errors } = await file(anna, input);
    expect(ticket).toBeNull();
    expect(errors).toEqual([expect.objectContaining(error)]);
    expect(await graph.db.ticket.count()).toBe(0);
  });
});

describe('updateTicket', () => {
  const update = (who: Who, input: object, payload = 'ticket { version subject assignee { username } dueDate }') =>
    mutate(who, 'updateTicket', { id: '1', ...input }, payload);

  it('keeps what is absent, sets values and clears with null', async () => {
    await file(admin, { assigneeId: '2', dueDate: '2026-03-05T10:00:00Z' });
    const kept = await update(admin, { subject: 'Printer smokes' });
    expect(kept.ticket).toMatchObject({ subject: 'Printer smokes', assignee: { username: 'tess' }, version: 2 });
    const cleared = await update(admin, { assigneeId: null, dueDate: null });
    expect(cleared.ticket).toEqual({ version: 3, subject: 'Printer smokes', assignee: null, dueDate: null });
  });

  it('is a conflict when somebody else was quicker', async () => {
    await file(admin);
    await update(technician, { subject: 'Tess was here', expectedVersion: 1 });
    const { ticket, errors } = await update(admin, { subject: 'Too late', expectedVersion: 1 });
    expect([ticket, errors[0].code]).toEqual([null, 'CONFLICT']);
  });

  it.each([
    [{ subject: null }, 'subject cannot be cleared.'],
    [{ statusId: null }, 'statusId cannot be cleared.'],
    [{ id: '7' }, 'Ticket not found.'],
  ])('refuses %j', async (input, message) => {
    await file(anna);
    const { ticket, errors } = await update(anna, input);
    expect([ticket, errors[0].message]).toEqual([null, message]);
  });

  it('refuses customers the fields of staff', async () => {
    await file(anna);
    const { errors } = await update(anna, { assigneeId: '2' });
    expect(errors).toEqual([expect.objectContaining({ code: 'FORBIDDEN', field: null })]);
  });
});

describe('closeTicket and reopenTicket', () => {
  const close = (who: Who) => mutate(who, 'closeTicket', { id: '1' }, 'ticket { status { kind } resolvedAt }');
  const reopen = (who: Who) => mutate(who, 'reopenTicket', { id: '1' }, 'ticket { status { kind } resolvedAt }');

  it('close and open again', async () => {
    await file(anna);
    expect((await close(anna)).ticket).toEqual({ status: { kind: 'CLOSED' }, resolvedAt: NOW.toISOString() });
    expect((await reopen(anna)).ticket).toEqual({ status: { kind: 'IN_PROGRESS' }, resolvedAt: null });
  });

  it('tell that an open ticket is not closed', async () => {
    await file(anna);
    expect((await reopen(anna)).errors[0].code).toBe('CONFLICT');
  });

  it('say the same about a ticket that is not there and one that is not visible', async () => {
    await file(admin);
    const hidden = (await close(anna)).errors;
    expect(hidden).toEqual((await mutate(anna, 'closeTicket', { id: '9' }, 'ticket { id }')).errors);
    expect(hidden).toEqual([{ code: 'NOT_FOUND', message: 'Ticket not found.', field: null }]);
  });
});

describe('addComment and updateComment', () => {
  const comment = (who: Who, input: object) =>
    mutate(
      who,
      'addComment',
      { ticketId: '1', body: 'Line 1\nLine 2', ...input },
      'comment { body bodyHtml bodyText isInternal author { username } recipients { nodes { username } } } ticket { status { kind } }',
    );

  it('adds a reply, stores its lines as HTML and begins the work', async () => {
    await file(anna);
    const { comment: added, ticket, errors } = await comment(technician, {});
    expect(errors).toEqual([]);
    expect(added).toEqual({
      body: '<!--html-->Line 1<br>Line 2',
      bodyHtml: 'Line 1<br />Line 2',
      bodyText: 'Line 1\nLine 2',
      isInternal: false,
      author: { username: 'tess' },
      recipients: { nodes: [{ username: 'anna' }] },
    });
    expect(ticket.status.kind).toBe('IN_PROGRESS');
  });

  it('answers the same place differently under two names, and what the reply has done to the ticket', async () => {
    await file(anna);
    await comment(technician, {});
    const { one, two, ticket } = await mutate(
      anna,
      'addComment',
      { ticketId: '1', body: 'And?' },
      `one: comment { id recipients(first: 1) { totalCount nodes { username } } ticket { comments { totalCount } } }
       two: comment { id recipients(first: 2, filter: { username: { eq: "nobody" } }) { totalCount } createdAt }
       ticket { status { kind } comments(last: 1) { nodes { bodyText } } }`,
    );
    expect(one).toEqual({
      id: two.id,
      recipients: { totalCount: 1, nodes: [{ username: 'tess' }] },
      ticket: { comments: { totalCount: 2 } },
    });
    expect(two).toEqual({ id: one.id, recipients: { totalCount: 0 }, createdAt: NOW.toISOString() });
    expect(ticket).toEqual({ status: { kind: 'IN_PROGRESS' }, comments: { nodes: [{ bodyText: 'And?' }] } });
  });

  it('never lets script through', async () => {
    await file(anna);
    const { comment: added } = await comment(anna, { body: '<p onclick="x()">Hi<script>steal()</script></p>' });
    expect(added.bodyHtml).toBe('<p>Hi</p>');
  });

  it('edits a comment and notes when', async () => {
    await file(anna);
    await comment(anna, {});
    const edited = await mutate(anna, 'updateComment', { id: '1', body: 'Better' }, 'comment { bodyText editedAt }');
    expect(edited.comment).toEqual({ bodyText: 'Better', editedAt: NOW.toISOString() });
  });

  it('keeps internal notes for staff', async () => {
    await file(anna);
    expect((await comment(anna, { isInternal: true })).errors[0].code).toBe('FORBIDDEN');
    await comment(technician, { isInternal: true });
    const hidden = await mutate(anna, 'updateComment', { id: '1', body: 'x' }, 'comment { id }');
    expect(hidden.errors[0]).toMatchObject({ code: 'NOT_FOUND', message: 'Comment not found.' });
  });

  it.each([
    [{ body: ' ' }, ['body']],
    [{ ticketId: encodeId('User', 1) }, ['ticketId']],
    [{ recipientIds: ['1', 'x'] }, ['recipientIds', '1']],
  ])('tells which value of %j is wrong', async (input, field) => {
    await file(anna);
    const { comment: added, errors } = await comment(anna, input);
    expect([added, errors[0].code, errors[0].field]).toEqual([null, 'INVALID', field]);
  });
});

describe('A mutation of the anonymous', () => {
  it('is refused as a whole', async () => {
    const { data, errors } = await graph.run(null, 'mutation { closeTicket(input: { id: 1 }) { errors { code } } }');
    expect(data).toBeNull();
    expect(errors?.[0]?.originalError).toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
