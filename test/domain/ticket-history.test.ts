import { beforeEach, describe, expect, it } from 'vitest';
import { addComment, updateComment } from '../../src/domain/comment/comment-service.js';
import { createTicket } from '../../src/domain/ticket/ticket-create.js';
import { historyChanges, replay } from '../../src/domain/ticket/ticket-history.js';
import { mergeTickets } from '../../src/domain/ticket/ticket-merge.js';
import { addSubTicket } from '../../src/domain/ticket/ticket-tree.js';
import { closeTicket, reopenTicket, updateTicket } from '../../src/domain/ticket/ticket-update.js';
import { type Desk, makeDesk } from '../notifications/desk.js';
import { testDatabase } from '../support/db.js';

const database = await testDatabase();
const { db } = database;

let desk: Desk;
let customer: number;
let technician: number;
let categoryId: number;

beforeEach(async () => {
  await database.truncate();
  desk = makeDesk(database);
  customer = await desk.makeUser('customer');
  technician = await desk.makeUser('technician');
  categoryId = await desk.makeCategory([technician]);
});

const eventsOf = (ticketId: number) => db.ticketEvent.findMany({ where: { ticketId }, orderBy: { id: 'asc' } });

/** What the row says now, in the form of the history. */
async function stateOf(id: number) {
  const { tags, ...row } = await db.ticket.findUniqueOrThrow({
    where: { id },
    include: { tags: { select: { tag: true }, orderBy: { tagId: 'asc' } } },
  });
  const columns = historyChanges(null, row).map(({ field, after }) => [field, after]);
  return { ...Object.fromEntries(columns), tags: tags.map(({ tag }) => tag.name) };
}

/** Fields without a value are absent in a row's state and null in a replayed one. */
function withoutNulls(state: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(Object.entries(state).filter(([, value]) => value !== null));
}

async function expectReplay(id: number): Promise<void> {
  const { mergedTicketId: _other, ...state } = replay(await eventsOf(id));
  expect(withoutNulls(state)).toEqual(await stateOf(id));
}

describe('works', () => {
  it('gives the row when the events are replayed, after every change', async () => {
    const other = await desk.makeCategory([technician]);
    const staff = await desk.as(technician);
    const own = await desk.as(customer);
    const input = { categoryId, subject: 'Ink', body: 'None.', tags: ['red', 'blue'], dueDate: new Date('2031-01-01') };
    const { id } = await createTicket(own, input);

    const steps: (() => Promise<unknown>)[] = [
      () => addComment(staff, id, { body: 'Which?' }),
      () => updateTicket(staff, id, { assigneeId: technician, priority: 2, dueDate: null, tags: ['blue', 'green'] }),
      () => updateTicket(own, id, { subject: 'Blue ink', body: '<b>None</b>' }),
      () => updateTicket(staff, id, { categoryId: other, timeSpentSeconds: 60, createdAt: new Date('2020-02-02') }),
      () => addComment(staff, id, { body: 'A note.', isInternal: true }),
      () => closeTicket(staff, id, { suppressNotification: true }),
      () => updateTicket(staff, id, { resolvedAt: new Date('2029-03-03') }),
      () => addComment(own, id, { body: 'Not done.' }),
      () => closeTicket(own, id),
      () => reopenTicket(own, id),
      () => updateTicket(staff, id, { submitterId: technician, assigneeId: null }),
    ];
    await expectReplay(id);
    for (const step of steps) {
      desk.pass(1000);
      await step();
      await expectReplay(id);
    }
    expect(await eventsOf(id)).toHaveLength(steps.length + 1);
  });

  it('replays a ticket that got another merged into it, and one that lost its parent by that', async () => {
    const staff = await desk.as(technician);
    const file = (tags: string[]) => createTicket(staff, { categoryId, subject: 'Part', body: 'Text.', tags });
    const [kept, merged, part] = [await file(['a']), await file(['b', 'c']), await file([])];
    await addSubTicket(staff, merged.id, part.id);
    await expectReplay(part.id);
    await mergeTickets(staff, kept.id, merged.id);
    await expectReplay(kept.id);
    await expectReplay(part.id);
  });

  it('replays a ticket that was filed for somebody and taken at once', async () => {
    const staff = await desk.as(technician);
    const { id } = await createTicket(staff, {
      categoryId,
      subject: 'By phone',
      body: '',
      submitterId: customer,
      assigneeId: technician,
      origin: 'PHONE',
    });
    await expectReplay(id);
  });

  it('notes who did what, when and through which face', async () => {
    const { id } = await createTicket(await desk.as(customer), { categoryId, subject: 'Ink', body: '' });
    await updateTicket(await desk.as(technician), id, { priority: 1 });
    const [created, updated] = await eventsOf(id);
    expect(created).toMatchObject({ kind: 'CREATED', actorId: customer, face: 'GRAPHQL', ticketNumber: id });
    expect(updated).toMatchObject({ kind: 'UPDATED', actorId: technician });
    expect(updated?.changes).toEqual([{ field: 'priority', before: 0, after: 1 }]);
  });
});

describe('mistakes', () => {
  it('writes no event for a change that changes nothing, or that is refused', async () => {
    const { id } = await createTicket(await desk.as(customer), { categoryId, subject: 'Ink', body: '' });
    await updateTicket(await desk.as(technician), id, { subject: 'Ink', priority: 0 });
    await expect(updateTicket(await desk.as(customer), id, { assigneeId: technician })).rejects.toThrow('You may not');
    const comment = await addComment(await desk.as(customer), id, { body: 'Hello?' });
    await expect(updateComment(await desk.as(customer), comment.id, { isInternal: true })).rejects.toThrow();
    expect(await eventsOf(id)).toHaveLength(2);
  });
});
