import { beforeEach, describe, expect, it } from 'vitest';
import type { Mail } from '../../src/core/mail.js';
import { addComment, updateComment } from '../../src/domain/comment/comment-service.js';
import { ATTEMPTS_MAX, LEASE_MS, pauseAfter } from '../../src/domain/outbox/outbox-rules.js';
import { addressJobs, claimMails } from '../../src/domain/outbox/outbox-service.js';
import { createTicket, type NewTicket } from '../../src/domain/ticket/ticket-create.js';
import { closeTicket, updateTicket } from '../../src/domain/ticket/ticket-update.js';
import { testDatabase } from '../support/db.js';
import { type Desk, deliverTo, makeDesk } from './desk.js';

const database = await testDatabase();
const { db } = database;

let desk: Desk;
let sent: Mail[];
let logged: string[];
let isServerDown: boolean;
let customer: number;
let technician: number;
let colleague: number;
let category: number;

beforeEach(async () => {
  await database.truncate();
  desk = makeDesk(database);
  sent = [];
  logged = [];
  isServerDown = false;
  customer = await desk.makeUser('customer');
  technician = await desk.makeUser('technician');
  colleague = await desk.makeUser('colleague');
  category = await desk.makeCategory([technician, colleague]);
});

function deliver(): Promise<void> {
  const note = (message: string) => void logged.push(message);
  const send = async (mail: Mail) => {
    if (isServerDown) throw new Error('refused');
    sent.push(mail);
  };
  return deliverTo(desk, send, note);
}

/** Delivers and answers who got what: `name: subject` becomes `name` by first line of the text. */
async function delivered(): Promise<Record<string, string>> {
  sent = [];
  await deliver();
  const told = sent.map(({ to, text }) => [to.name, text.split('\n')[0]]);
  expect(new Set(told.map(([name]) => name)).size).toBe(sent.length);
  return Object.fromEntries(told);
}

async function fileTicket(by: number, input: Partial<NewTicket> = {}): Promise<number> {
  const { id } = await createTicket(await desk.as(by), {
    categoryId: category,
    subject: 'No ink',
    body: 'The printer is out of ink.',
    ...input,
  });
  return id;
}

async function quietTicket(by: number = customer): Promise<number> {
  const id = await fileTicket(by);
  await deliver();
  return id;
}

describe('works', () => {
  it('confirms a new ticket to its submitter and tells the technicians of the category', async () => {
    const id = await fileTicket(customer);
    expect(await delivered()).toEqual({
      customer: `Your ticket has arrived. Its number is #${id}.`,
      technician: expect.stringContaining(`customer has a new ticket`),
      colleague: expect.stringContaining(`customer has a new ticket`),
    });
  });

  it('sends one mail to an assignee who is a technician of the category as well', async () => {
    await fileTicket(technician, { submitterId: customer, assigneeId: colleague });
    expect(await delivered()).toEqual({
      customer: expect.stringContaining('has arrived'),
      colleague: expect.stringContaining('assigned'),
    });
  });

  it('keeps the confirmation back when asked to', async () => {
    await fileTicket(customer, { suppressConfirmation: true });
    expect(Object.keys(await delivered()).sort()).toEqual(['colleague', 'technician']);
  });

  it('tells submitter, assignee and subscribers about a reply, but not its author', async () => {
    const id = await quietTicket();
    await updateTicket(await desk.as(technician), id, { assigneeId: technician });
    await addComment(await desk.as(colleague), id, { body: 'Which printer?' });
    expect(Object.keys(await delivered()).sort()).toEqual(['customer', 'technician']);
    await addComment(await desk.as(customer), id, { body: 'The blue one.' });
    expect(Object.keys(await delivered()).sort()).toEqual(['colleague', 'technician']);
  });

  it('tells about a reply only the subscribers that are named', async () => {
    const id = await quietTicket();
    await addComment(await desk.as(colleague), id, { body: 'One.' });
    await deliver();
    await addComment(await desk.as(technician), id, { body: 'Two.', recipientIds: [colleague] });
    expect(Object.keys(await delivered())).toEqual(['colleague']);
  });

  it('tells the new assignee, unless they took the ticket themselves', async () => {
    const id = await quietTicket();
    await updateTicket(await desk.as(technician), id, { assigneeId: colleague });
    expect(await delivered()).toEqual({ colleague: `technician assigned ticket #${id} to you.` });
    await updateTicket(await desk.as(technician), id, { assigneeId: technician });
    expect(await delivered()).toEqual({});
  });

  it('tells submitter and subscribers that a ticket was closed, once, unless that is suppressed', async () => {
    const id = await quietTicket();
    await closeTicket(await desk.as(technician), id);
    await closeTicket(await desk.as(technician), id);
    expect(await delivered()).toEqual({ customer: `technician closed ticket #${id}.` });
    const other = await quietTicket();
    await closeTicket(await desk.as(technician), other, { suppressNotification: true });
    expect(await delivered()).toEqual({});
  });

  it('says nothing about system entries, edits and other changes', async () => {
    const id = await quietTicket();
    const ctx = await desk.as(technician);
    const { id: commentId } = await addComment(ctx, id, { body: 'Log.', isSystem: true });
    await updateComment(ctx, commentId, { body: 'Other log.' });
    await updateTicket(ctx, id, { priority: 2, subject: 'Ink' });
    expect(await delivered()).toEqual({});
  });
});

describe('refuses', () => {
  it('never mails an internal note to anybody but staff of the category', async () => {
    const outsider = await desk.makeUser('outsider');
    await desk.makeCategory([outsider]);
    const id = await quietTicket();
    const rows = [outsider, colleague].map((userId) => ({ ticketId: id, userId }));
    await db.ticketParticipant.createMany({ data: rows });
    const everybody = [customer, outsider, colleague];
    const note = { body: 'Rude customer.', isInternal: true };
    await addComment(await desk.as(technician), id, note);
    expect(Object.keys(await delivered())).toEqual(['colleague']);
    await addComment(await desk.as(technician), id, { ...note, recipientIds: everybody });
    expect(Object.keys(await delivered())).toEqual(['colleague']);
    const { id: commentId } = await addComment(await desk.as(technician), id, { body: 'Hello.' });
    await updateComment(await desk.as(technician), commentId, { isInternal: true });
    expect(Object.keys(await delivered())).toEqual(['colleague']);
  });

  it('does not mail what its recipient may no longer see when it is sent', async () => {
    const id = await quietTicket();
    await updateTicket(await desk.as(technician), id, { assigneeId: colleague });
    isServerDown = true;
    await deliver();
    await db.categoryTechnician.deleteMany({ where: { userId: colleague } });
    isServerDown = false;
    desk.pass(pauseAfter(1));
    expect(await delivered()).toEqual({});
    expect(await db.outgoingMail.count()).toBe(0);
  });

  it.each([{ receivesMail: false }, { isDisabled: true }, { email: '', emailKey: null }])(
    'does not mail to somebody with %j',
    async (data) => {
      const id = await quietTicket();
      await db.user.update({ where: { id: customer }, data });
      await closeTicket(await desk.as(technician), id);
      expect(await delivered()).toEqual({});
    },
  );

  it('does not offer new tickets to technicians who are away', async () => {
    await db.user.update({ where: { id: colleague }, data: { outOfOffice: true } });
    await fileTicket(customer);
    expect(Object.keys(await delivered()).sort()).toEqual(['customer', 'technician']);
  });

  it('forgets mails about a change that did not happen', async () => {
    const ctx = await desk.as(customer);
    const filing = ctx.inTransaction(async (tx) => {
      await createTicket(tx, { categoryId: category, subject: 'No', body: '' });
      throw new Error('changed my mind');
    });
    await expect(filing).rejects.toThrow('changed my mind');
    expect(await db.mailJob.count()).toBe(0);
    expect(desk.events).toEqual([]);
  });
});

describe('mistakes', () => {
  it('tries again after a growing pause, and delivers once', async () => {
    const id = await quietTicket();
    const before = sent.length;
    await addComment(await desk.as(technician), id, { body: 'Why?' });
    isServerDown = true;
    await deliver();
    await deliver();
    expect(logged.filter((message) => message.includes('tried again'))).toHaveLength(1);
    desk.pass(pauseAfter(1) - 1000);
    isServerDown = false;
    await deliver();
    expect(sent).toHaveLength(before);
    desk.pass(2000);
    await deliver();
    await deliver();
    expect(sent).toHaveLength(before + 1);
    expect(await db.outgoingMail.count()).toBe(0);
  });

  it('sends the others when the facts of one mail cannot be read', async () => {
    await fileTicket(customer);
    const { outbox } = desk;
    let calls = 0;
    // The second transaction reads for all of the batch, the third for one of them.
    const transaction: typeof outbox.transaction = (work) =>
      [2, 3].includes(++calls) ? Promise.reject(new Error('unreadable')) : outbox.transaction(work);
    desk = { ...desk, outbox: { ...outbox, transaction } };
    await deliver();
    expect([sent.length, logged]).toEqual([2, ['a mail did not get through and is tried again later']]);
    desk.pass(pauseAfter(1));
    expect(Object.keys(await delivered())).toHaveLength(1);
  });

  it('gives up after many tries and says so', async () => {
    const id = await quietTicket();
    await closeTicket(await desk.as(technician), id);
    isServerDown = true;
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      await deliver();
      desk.pass(pauseAfter(attempt));
    }
    expect(logged.at(-1)).toContain('given up');
    expect(await db.outgoingMail.count()).toBe(0);
  });

  it('lets another process take over what a dead one had claimed', async () => {
    await fileTicket(customer);
    await addressJobs(desk.outbox, 10);
    expect(await claimMails(desk.outbox, 10)).toHaveLength(3);
    expect(await delivered()).toEqual({});
    desk.pass(LEASE_MS);
    expect(Object.keys(await delivered())).toHaveLength(3);
  });
});
