import { beforeEach, describe, expect, it } from 'vitest';
import { getTicket } from '../../src/domain/ticket/ticket-service.js';
import {
  addTicketSubscriber,
  listSubscribers,
  removeTicketSubscriber,
} from '../../src/domain/ticket/ticket-subscribers.js';
import { contextOf } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import * as make from '../support/factories.js';

const { db, truncate } = await testDatabase();
beforeEach(truncate);

async function makeDesk() {
  const category = await make.makeCategory(db);
  const tech = await contextOf(db, await make.makeTechnician(db, [category]));
  const ticket = await make.makeTicket(db, { categoryId: category.id });
  const submitter = await contextOf(db, { id: ticket.submitterId });
  const friend = await make.makeUser(db);
  return { tech, submitter, friend, ticket };
}

describe('works', () => {
  it('lets staff add somebody, who sees the ticket from then on, until taken away', async () => {
    const { tech, ticket, friend } = await makeDesk();
    const ctx = await contextOf(db, friend);
    await expect(getTicket(ctx, ticket.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await addTicketSubscriber(tech, ticket.id, friend.id);
    await addTicketSubscriber(tech, ticket.id, friend.id);
    expect(await getTicket(ctx, ticket.id)).toMatchObject({ id: ticket.id });
    expect((await listSubscribers(tech, ticket.id)).map(({ id }) => id)).toEqual([ticket.submitterId, friend.id]);

    await removeTicketSubscriber(tech, ticket.id, friend.id);
    await removeTicketSubscriber(tech, ticket.id, friend.id);
    await expect(getTicket(ctx, ticket.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const events = await db.ticketEvent.findMany({ orderBy: { id: 'asc' } });
    expect(events.map(({ kind, changes }) => [kind, changes])).toEqual([
      ['SUBSCRIBERS_CHANGED', [{ field: 'subscriberId', before: null, after: friend.id }]],
      ['SUBSCRIBERS_CHANGED', [{ field: 'subscriberId', before: friend.id, after: null }]],
    ]);
  });

  it('lets submitters leave and come back; they see their ticket all the while', async () => {
    const { submitter, ticket } = await makeDesk();
    await removeTicketSubscriber(submitter, ticket.id, ticket.submitterId);
    expect(await listSubscribers(submitter, ticket.id)).toEqual([]);
    expect(await getTicket(submitter, ticket.id)).toMatchObject({ id: ticket.id });
    await addTicketSubscriber(submitter, ticket.id, ticket.submitterId);
    expect(await listSubscribers(submitter, ticket.id)).toHaveLength(1);
  });
});

describe('refuses', () => {
  it('others than staff to decide about others', async () => {
    const { submitter, ticket, friend, tech } = await makeDesk();
    await expect(addTicketSubscriber(submitter, ticket.id, friend.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await addTicketSubscriber(tech, ticket.id, friend.id);
    await expect(removeTicketSubscriber(submitter, ticket.id, friend.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('those who do not see the ticket', async () => {
    const { ticket, friend } = await makeDesk();
    const ctx = await contextOf(db, friend);
    await expect(addTicketSubscriber(ctx, ticket.id, friend.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(listSubscribers(ctx, ticket.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('mistakes', () => {
  it('names the field of an unknown user, and lets one be removed', async () => {
    const { tech, ticket } = await makeDesk();
    for (const id of [0, 99_999, 2 ** 31, 1.5]) {
      await expect(addTicketSubscriber(tech, ticket.id, id)).rejects.toMatchObject({
        code: 'INVALID',
        field: ['userId'],
      });
      await removeTicketSubscriber(tech, ticket.id, id);
    }
    expect(await db.ticketEvent.count()).toBe(0);
  });
});
