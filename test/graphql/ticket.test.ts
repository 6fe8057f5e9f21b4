import { beforeEach, describe, expect, it } from 'vitest';
import { encodeId } from '../../src/graphql/ids.js';
import { makePrincipal } from '../support/principals.js';
import { NOW, testGraph } from './support.js';

const graph = await testGraph();
const admin = makePrincipal({ id: 1, isAdmin: true });
const technician = makePrincipal({ id: 2, technicianOf: [1] });
const anna = makePrincipal({ id: 3, companyId: 1 });
const bob = makePrincipal({ id: 4 });

beforeEach(async () => {
  await graph.truncate();
  const { db } = graph;
  await db.company.create({
    data: { name: 'Acme', nameKey: 'acme', notes: 'pays late', emailDomains: ['acme.example'] },
  });
  for (const username of ['admin', 'tess', 'anna', 'bob']) {
    await db.user.create({
      data: {
        username,
        usernameKey: username,
        fullName: username,
        notes: `about ${username}`,
        isAdmin: username === 'admin',
        companyId: username === 'anna' ? 1 : null,
      },
    });
  }
  await db.category.createMany({ data: [{ name: 'Printers' }, { name: 'Payroll', forTechsOnly: true }] });
  await db.categoryTechnician.create({ data: { categoryId: 1, userId: 2 } });
  await db.customField.createMany({
    data: [
      { name: 'Room', type: 'TEXT', position: 1 },
      { name: 'Floor', type: 'DROPDOWN', position: 2 },
      { name: 'Secret', type: 'TEXT', forTechsOnly: true, position: 3 },
      { name: 'Pay grade', type: 'TEXT', position: 4 },
    ],
  });
  await db.customFieldOption.createMany({ data: ['Ground', 'First'].map((value) => ({ fieldId: 2, value })) });
  await db.customFieldCategory.create({ data: { fieldId: 4, categoryId: 2 } });
});

async function makeTicket(overrides: object = {}) {
  return graph.db.ticket.create({
    data: {
      subject: 'Printer on fire',
      body: 'Help <now>\nplease',
      categoryId: 1,
      submitterId: anna.id,
      participants: { create: { userId: anna.id } },
      createdAt: NOW,
      updatedAt: NOW,
      ...overrides,
    },
  });
}

const TICKET = `query ($id: ID!) { ticket(id: $id) { id databaseId number subject } }`;

describe('ticket', () => {
  it('is found by number and by opaque id', async () => {
    await makeTicket();
    const id = encodeId('Ticket', 1);
    const expected = { ticket: { id, databaseId: 1, number: 1, subject: 'Printer on fire' } };
    for (const given of [1, '1', id]) expect(await graph.data(anna, TICKET, { id: given })).toEqual(expected);
  });

  it('is null where there is none, and where the caller may not see it', async () => {
    await makeTicket();
    expect(await graph.data(bob, TICKET, { id: 1 })).toEqual({ ticket: null });
    for (const id of ['2', '99999999999']) expect(await graph.data(admin, TICKET, { id })).toEqual({ ticket: null });
  });

  it('refuses ids of other types and what is no id', async () => {
    const { errors } = await graph.run(admin, TICKET, { id: encodeId('User', 1) });
    expect(errors?.[0]).toMatchObject({ message: 'id is the id of a User, not of a Ticket.', path: ['ticket'] });
    expect((await graph.run(admin, TICKET, { id: 'x' })).errors?.[0]?.message).toMatch('neither a number');
  });

  it('shows its body as stored, as safe HTML and as plain text, and what follows from its columns', async () => {
    await makeTicket({ dueDate: new Date(NOW.getTime() - 1), priority: 2 });
    const { ticket } = await graph.data(
      anna,
      '{ ticket(id: 1) { body bodyHtml bodyText priority isOverdue awaitsStaff url createdAt dueDate resolvedAt origin } }',
    );
    expect(ticket).toEqual({
      body: 'Help <now>\nplease',
      bodyHtml: 'Help &lt;now&gt;<br>please',
      bodyText: 'Help <now>\nplease',
      priority: 'CRITICAL',
      isOverdue: true,
      awaitsStaff: true,
      url: 'https://desk.example.com/Ticket/1',
      createdAt: '2026-03-02T08:15:27.000Z',
      dueDate: '2026-03-02T08:15:26.999Z',
      resolvedAt: null,
      origin: 'WEB_APP',
    });
  });

  it('shows the rights of whoever asks', async () => {
    await makeTicket();
    const query = '{ ticket(id: 1) { viewerCan { edit comment commentInternally assign close delete merge } } }';
    const rights = async (who: typeof anna) => (await graph.data(who, query)).ticket.viewerCan;
    const all = {
      edit: true,
      comment: true,
      commentInternally: true,
      assign: true,
      close: true,
      delete: true,
      merge: true,
    };
    expect(await rights(technician)).toEqual(all);
    expect(await rights(anna)).toEqual({
      ...all,
      commentInternally: false,
      assign: false,
      delete: false,
      merge: false,
    });
  });

  it('shows people of staff to customers, but not the notes on them', async () => {
    await makeTicket({ assigneeId: 2 });
    const query =
      '{ ticket(id: 1) { assignee { fullName role notes } submitter { company { name notes emailDomains } } } }';
    expect(await graph.data(anna, query)).toEqual({
      ticket: {
        assignee: { fullName: 'tess', role: 'TECHNICIAN', notes: null },
        submitter: { company: { name: 'Acme', notes: null, emailDomains: null } },
      },
    });
    expect(await graph.data(technician, query)).toEqual({
      ticket: {
        assignee: { fullName: 'tess', role: 'TECHNICIAN', notes: 'about tess' },
        submitter: { company: { name: 'Acme', notes: 'pays late', emailDomains: ['acme.example'] } },
      },
    });
  });

  it('hides the parent, sub-tickets and links that the caller may not see', async () => {
    await makeTicket({ submitterId: 4, participants: {} });
    await makeTicket({ parentId: 1, links: { create: { linkedTicketId: 1 } } });
    await makeTicket({ parentId: 2 });
    const query = `{ ticket(id: 2) {
      parent { number } subTickets { totalCount nodes { number parent { number } } } linkedTickets { totalCount nodes { number } } } }`;
    expect((await graph.data(anna, query)).ticket).toEqual({
      parent: null,
      subTickets: { totalCount: 1, nodes: [{ number: 3, parent: { number: 2 } }] },
      linkedTickets: { totalCount: 0, nodes: [] },
    });
    expect((await graph.data(admin, query)).ticket).toMatchObject({
      parent: { number: 1 },
      linkedTickets: { totalCount: 1, nodes: [{ number: 1 }] },
    });
  });

  it('hides internal comments, and files that came with them', async () => {
    await makeTicket({
      comments: {
        create: [
          { body: 'public', authorId: 3 },
          { body: 'internal', isInternal: true, authorId: 2 },
        ],
      },
    });
    const file = { contentType: 'text/plain', size: 1, sha256: '', storageKey: '', uploadedById: 2, ticketId: 1 };
    await graph.db.attachment.createMany({
      data: [
        { ...file, fileName: 'a' },
        { ...file, fileName: 'b', isInternal: true },
        { ...file, fileName: 'c', commentId: 2 },
      ],
    });
    const query =
      '{ ticket(id: 1) { comments { totalCount nodes { body } } attachments { totalCount nodes { fileName } } } }';
    expect((await graph.data(anna, query)).ticket).toEqual({
      comments: { totalCount: 1, nodes: [{ body: 'public' }] },
      attachments: { totalCount: 1, nodes: [{ fileName: 'a' }] },
    });
    const { comments, attachments } = (await graph.data(technician, query)).ticket;
    expect([comments.totalCount, attachments.totalCount]).toEqual([2, 3]);
  });

  it('shows custom fields, unset ones on request, and those for technicians only to them', async () => {
    await makeTicket();
    const room = { ticketId: 1, fieldId: 1, text: '101' };
    await graph.db.customFieldValue.createMany({ data: [room, { ticketId: 1, fieldId: 3, text: 'x' }] });
    const query = (args: string) => `{ ticket(id: 1) { customFields${args} {
      field { name type options { value } } text option { value } } } }`;
    const set = { field: { name: 'Room', type: 'TEXT', options: [] }, text: '101', option: null };
    const floor = { name: 'Floor', type: 'DROPDOWN', options: [{ value: 'Ground' }, { value: 'First' }] };
    expect((await graph.data(anna, query(''))).ticket.customFields).toEqual([set]);
    expect((await graph.data(anna, query('(includeUnset: true)'))).ticket.customFields).toEqual([
      set,
      { field: floor, text: null, option: null },
    ]);
    expect((await graph.data(technician, query(''))).ticket.customFields).toHaveLength(2);
  });
});

describe('node and nodes', () => {
  it('find records of any type by opaque id, in one statement per type', async () => {
    await makeTicket();
    const ids = [encodeId('User', 3), encodeId('Ticket', 1), encodeId('User', 99), encodeId('Ticket', 1)];
    graph.takeStatements();
    const { nodes } = await graph.data(
      admin,
      'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on User { username } ... on Ticket { submitter { username } } } }',
      { ids },
    );
    const ticket = { __typename: 'Ticket', id: ids[1], submitter: { username: 'anna' } };
    expect(nodes).toEqual([{ __typename: 'User', id: ids[0], username: 'anna' }, ticket, null, ticket]);
    expect(graph.takeStatements()).toHaveLength(2);
  });

  it('answer null for what the caller may not see', async () => {
    await makeTicket();
    for (const [type, id] of [
      ['Ticket', 1],
      ['User', 1],
      ['Company', 1],
      ['Category', 2],
      ['CustomField', 3],
    ] as const) {
      const query = `{ node(id: "${encodeId(type, id)}") { databaseId } }`;
      expect(await graph.data(bob, query)).toEqual({ node: null });
      expect(await graph.data(admin, query)).toEqual({ node: { databaseId: id } });
    }
  });

  it.each(['1', 'nonsense', encodeId('Nothing', 1)])('refuse %s', async (id) => {
    const { errors } = await graph.run(admin, `{ node(id: "${id}") { id } }`);
    expect(errors?.[0]?.message).toBe('id is not the opaque id of a record.');
  });
});

describe('The anonymous', () => {
  it.each(['viewer { id }', 'tickets { totalCount }', 'ticket(id: 1) { id }', 'node(id: "VGlja2V0OjE") { id }'])(
    'are refused %s',
    async (field) => {
      const { errors } = await graph.run(null, `{ ${field} }`);
      expect(errors?.[0]?.originalError).toMatchObject({ code: 'UNAUTHENTICATED' });
    },
  );
});
