import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SignalBus } from '../../src/core/bus.js';
import { addComment, updateComment } from '../../src/domain/comment/comment-service.js';
import { createTicket } from '../../src/domain/ticket/ticket-create.js';
import { updateTicket } from '../../src/domain/ticket/ticket-update.js';
import { encodeId } from '../../src/graphql/ids.js';
import { STREAMS_MAX } from '../../src/graphql/subscriptions-stream.js';
import { createLocalBus } from '../../src/infra/bus.js';
import { type Desk, makeDesk } from '../notifications/desk.js';
import { testDatabase } from '../support/db.js';
import { type Subscription, subscribeSse } from './live-client.js';
import { type LiveServer, makeToken, startLiveServer } from './live-server.js';

const TICKET =
  'subscription($id: ID!, $since: ID) { ticketChanged(id: $id, since: $since) { event { id kind } ticket { number subject } } }';
const TICKETS =
  'subscription($filter: TicketFilter, $since: ID) { ticketsChanged(filter: $filter, since: $since) { event { databaseId kind } ticket { number } } }';
const COMMENTS =
  'subscription($id: ID!, $since: ID) { commentAdded(ticketId: $id, since: $since) { event { id } comment { bodyText } } }';

const database = await testDatabase();
const { db } = database;

let bus: SignalBus;
let desk: Desk;
let server: LiveServer;
let open: Subscription[];
let customer: number;
let technician: number;
let categoryId: number;
let id: number;

beforeEach(async () => {
  await database.truncate();
  bus = createLocalBus();
  desk = makeDesk(database, (event) => bus.publish(event));
  server = await startLiveServer({ db, bus });
  open = [];
  customer = await desk.makeUser('customer');
  technician = await desk.makeUser('technician');
  categoryId = await desk.makeCategory([technician]);
  id = await fileTicket();
});

afterEach(async () => {
  for (const subscription of open) subscription.close();
  await server.close();
});

async function fileTicket(by = customer, subject = 'No ink'): Promise<number> {
  return (await createTicket(await desk.as(by), { categoryId, subject, body: '' })).id;
}

async function subscribe(userId: number, query: string, variables = {}, lastEventId: string | null = null) {
  const token = await makeToken(db, userId);
  const subscription = await subscribeSse(server.url, query, { token, variables, lastEventId });
  open.push(subscription);
  return subscription;
}

const change = async (subject: string, ticketId = id) =>
  void (await updateTicket(await desk.as(technician), ticketId, { subject }));

describe('works', () => {
  it('tells about every change of a ticket, with the ticket as it is now', async () => {
    const changes = await subscribe(customer, TICKET, { id });
    await change('No blue ink');
    const message = await changes.next();
    expect(message?.data.ticketChanged).toEqual({
      event: { id: expect.any(String), kind: 'UPDATED' },
      ticket: { number: id, subject: 'No blue ink' },
    });
    expect(message?.id).toBe(message?.data.ticketChanged.event.id);
  });

  it('tells about the tickets that match a filter', async () => {
    const changes = await subscribe(technician, TICKETS, { filter: { subject: { startsWith: 'Paper' } } });
    await change('Still no ink');
    const other = await fileTicket(customer, 'Paper jam');
    expect((await changes.next())?.data.ticketsChanged).toMatchObject({
      event: { kind: 'CREATED' },
      ticket: { number: other },
    });
  });

  it('tells about new comments', async () => {
    const comments = await subscribe(customer, COMMENTS, { id });
    await change('No blue ink');
    await addComment(await desk.as(technician), id, { body: 'Which printer?' });
    expect((await comments.next())?.data.commentAdded.comment.bodyText).toBe('Which printer?');
  });

  it('replays what was missed and goes on live, without gap or repeat', async () => {
    const first = await subscribe(customer, TICKET, { id });
    await change('One');
    const last = (await first.next())?.id;
    first.close();
    for (const subject of ['Two', 'Three']) await change(subject);
    await server.close();
    server = await startLiveServer({ db, bus });

    const second = await subscribe(customer, TICKET, { id, since: last });
    const third = await subscribe(customer, TICKET, { id }, last);
    await change('Four');
    for (const subscription of [second, third]) {
      const ids = [await subscription.next(), await subscription.next(), await subscription.next()].map((message) => {
        expect(message?.data.ticketChanged.event.kind).toBe('UPDATED');
        return Buffer.from(String(message?.id), 'base64url').toString().split(':')[1];
      });
      expect(ids).toEqual(['3', '4', '5']);
    }
  });

  it('replays from a bare number', async () => {
    await change('No blue ink');
    const comments = await subscribe(technician, TICKETS, { since: 1 });
    expect((await comments.next())?.data.ticketsChanged.event).toEqual({ databaseId: 2, kind: 'UPDATED' });
  });

  it('forgets a subscriber who is gone, though nothing happens', async () => {
    const changes = await subscribe(customer, TICKET, { id });
    expect(server.streamsOf(customer)).toBe(1);
    changes.close();
    await vi.waitFor(() => expect(server.streamsOf(customer)).toBe(0));
  });
});

describe('refuses', () => {
  it('never tells a customer about internal notes, over any subscription', async () => {
    const subscriptions = [
      await subscribe(customer, TICKET, { id }),
      await subscribe(customer, TICKETS),
      await subscribe(customer, COMMENTS, { id }),
      await subscribe(customer, TICKET, { id, since: 1 }),
    ];
    const staff = await subscribe(technician, COMMENTS, { id });
    await addComment(await desk.as(technician), id, { body: 'Secret.', isInternal: true });
    await addComment(await desk.as(technician), id, { body: 'Hello.' });
    const { id: eventId } = await db.ticketEvent.findFirstOrThrow({ orderBy: { id: 'desc' } });
    for (const subscription of subscriptions) {
      expect((await subscription.next())?.id).toBe(encodeId('TicketEvent', eventId));
    }
    expect((await staff.next())?.data.commentAdded.comment.bodyText).toBe('Secret.');
  });

  it('does not replay a comment that has become an internal note', async () => {
    const { id: commentId } = await addComment(await desk.as(technician), id, { body: 'Oops.' });
    await updateComment(await desk.as(technician), commentId, { isInternal: true });
    const comments = await subscribe(customer, COMMENTS, { id, since: 1 });
    await addComment(await desk.as(technician), id, { body: 'Hello.' });
    expect((await comments.next())?.data.commentAdded.comment.bodyText).toBe('Hello.');
  });

  it('does not tell about the tickets of others', async () => {
    const other = await desk.makeUser('other');
    const changes = await subscribe(other, TICKETS);
    await change('Secret');
    const own = await fileTicket(other, 'Own');
    expect((await changes.next())?.data.ticketsChanged.ticket.number).toBe(own);
  });

  it('says that a ticket is not there when it is out of sight', async () => {
    const other = await desk.makeUser('other');
    const errors = (await (await subscribe(other, TICKET, { id })).next())?.errors;
    expect(errors?.[0]).toMatchObject({ message: 'Ticket not found.', extensions: { code: 'NOT_FOUND' } });
  });

  it('ends the subscription of somebody who loses sight of the ticket', async () => {
    const helper = await desk.makeUser('helper');
    await db.ticketParticipant.create({ data: { ticketId: id, userId: helper } });
    const changes = await subscribe(helper, TICKET, { id });
    await db.ticketParticipant.deleteMany({ where: { userId: helper } });
    await change('Secret');
    expect((await changes.next())?.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    expect(await changes.next()).toBeNull();
  });

  it.each([
    ['a revoked token', 'UNAUTHENTICATED', () => db.accessToken.deleteMany({ where: { userId: technician } })],
    [
      'a disabled user',
      'UNAUTHENTICATED',
      () => db.user.update({ where: { id: technician }, data: { isDisabled: true } }),
    ],
    ['changed rights', 'FORBIDDEN', () => db.categoryTechnician.deleteMany({ where: { userId: technician } })],
  ])('ends subscriptions after %s', async (_what, code, act) => {
    const changes = await subscribe(technician, TICKETS);
    await act();
    bus.publish({ name: 'user.changed', userId: technician });
    expect((await changes.next())?.errors?.[0]?.extensions.code).toBe(code);
    expect(await changes.next()).toBeNull();
    expect(server.streamsOf(technician)).toBe(0);
  });

  it('goes on after a change of the user that leaves the rights alone', async () => {
    const changes = await subscribe(customer, TICKET, { id });
    await db.user.update({ where: { id: customer }, data: { phone: '1' } });
    bus.publish({ name: 'user.changed', userId: customer });
    await change('No blue ink');
    expect((await changes.next())?.data.ticketChanged.ticket.subject).toBe('No blue ink');
  });

  it('ends a subscription whose token runs out', async () => {
    await server.close();
    server = await startLiveServer({ db, bus, recheckMs: 20 });
    const token = await makeToken(db, customer, new Date(Date.now() + 500));
    const changes = await subscribeSse(server.url, TICKET, { token, variables: { id } });
    open.push(changes);
    expect((await changes.next())?.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });
});

describe('mistakes', () => {
  const errorOf = async (subscription: Subscription) => (await subscription.next())?.errors?.[0]?.extensions.code;

  it.each([
    ['an id of another type', encodeId('Ticket', 1)],
    ['no id at all', 'yesterday'],
    ['an event that is not there', '1000'],
    ['nothing', '0'],
    ['a number past all ids', '99999999999999'],
  ])('refuses %s as since', async (_what, since) => {
    expect(await errorOf(await subscribe(customer, TICKET, { id, since }))).toBe('INVALID');
    expect(await errorOf(await subscribe(customer, TICKETS, {}, since))).toBe('INVALID');
    expect(server.streamsOf(customer)).toBe(0);
  });

  it('refuses a filter that makes no sense', async () => {
    const filter = { assignee: { username: null } };
    expect(await errorOf(await subscribe(customer, TICKETS, { filter }))).toBe('INVALID');
  });

  it('refuses an unknown ticket', async () => {
    expect(await errorOf(await subscribe(customer, COMMENTS, { id: 4711 }))).toBe('NOT_FOUND');
  });

  it('refuses too many subscriptions of one caller', async () => {
    for (let count = 1; count <= STREAMS_MAX; count += 1) await subscribe(customer, TICKET, { id });
    expect(await errorOf(await subscribe(customer, TICKETS))).toBe('RATE_LIMITED');
    expect(server.streamsOf(customer)).toBe(STREAMS_MAX);
  });

  it('tells subscribers that the desk restarts', async () => {
    const changes = await subscribe(customer, TICKET, { id });
    const next = changes.next();
    await server.close();
    expect((await next)?.errors?.[0]?.extensions.code).toBe('UNAVAILABLE');
    server = await startLiveServer({ db, bus });
  });
});
