import { beforeEach, describe, expect, it } from 'vitest';
import { deleteTicket } from '../../src/domain/ticket/ticket-delete.js';
import { linkTickets, listLinkedTickets, unlinkTickets } from '../../src/domain/ticket/ticket-links.js';
import { getTicket } from '../../src/domain/ticket/ticket-service.js';
import { addSubTicket, listSubTickets, removeSubTicket } from '../../src/domain/ticket/ticket-tree.js';
import { contextOf } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import * as make from '../support/factories.js';

const { db, truncate } = await testDatabase();
const server = await testDatabase('postgres');
beforeEach(truncate);

async function makeDesk(database = db) {
  const category = await make.makeCategory(database);
  const ctx = await contextOf(database, await make.makeTechnician(database, [category]));
  const tickets: number[] = [];
  for (let n = 0; n < 3; n += 1) tickets.push((await make.makeTicket(database, { categoryId: category.id })).id);
  const [a = 0, b = 0, c = 0] = tickets;
  return { ctx, category, a, b, c };
}

const parentOf = async (id: number, database = db) =>
  (await database.ticket.findUniqueOrThrow({ where: { id } })).parentId;

describe('links', () => {
  it('go both ways, once, and can be taken away from either end', async () => {
    const { ctx, a, b } = await makeDesk();
    expect((await linkTickets(ctx, a, b)).map(({ id }) => id)).toEqual([a, b]);
    await linkTickets(ctx, b, a);
    expect((await listLinkedTickets(ctx, a)).map(({ id }) => id)).toEqual([b]);
    expect((await listLinkedTickets(ctx, b)).map(({ id }) => id)).toEqual([a]);
    expect(await db.ticketEvent.findMany({ orderBy: { id: 'asc' } })).toMatchObject([
      { kind: 'LINKED', ticketId: a, changes: [{ field: 'linkedTicketId', before: null, after: b }] },
      { kind: 'LINKED', ticketId: b, changes: [{ field: 'linkedTicketId', before: null, after: a }] },
    ]);

    await unlinkTickets(ctx, b, a);
    await unlinkTickets(ctx, b, a);
    expect(await listLinkedTickets(ctx, a)).toEqual([]);
    expect(await db.ticketEvent.count({ where: { kind: 'UNLINKED' } })).toBe(2);
  });

  it('show only what the caller sees', async () => {
    const { ctx, a, b } = await makeDesk();
    await linkTickets(ctx, a, b);
    const { submitterId } = await db.ticket.findUniqueOrThrow({ where: { id: a } });
    const submitter = await contextOf(db, { id: submitterId });
    expect(await listLinkedTickets(submitter, a)).toEqual([]);
    await expect(listLinkedTickets(submitter, b)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('are for staff of both tickets, and between two', async () => {
    const { ctx, a } = await makeDesk();
    const foreign = await make.makeTicket(db, { submitterId: ctx.who?.id ?? 0 });
    await expect(linkTickets(ctx, a, foreign.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(unlinkTickets(ctx, a, foreign.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(linkTickets(ctx, a, a)).rejects.toMatchObject({ code: 'INVALID', field: ['otherId'] });
    await expect(linkTickets(ctx, a, 99_999)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('sub-tickets', () => {
  it('have one parent, and adding moves them', async () => {
    const { ctx, a, b, c } = await makeDesk();
    await addSubTicket(ctx, a, b);
    expect(await addSubTicket(ctx, c, b)).toMatchObject({ id: b, parentId: c });
    expect(await listSubTickets(ctx, a)).toEqual([]);
    expect((await listSubTickets(ctx, c)).map(({ id }) => id)).toEqual([b]);
    await removeSubTicket(ctx, b);
    await removeSubTicket(ctx, b);
    expect(await parentOf(b)).toBe(null);
    expect((await db.ticketEvent.findMany({ orderBy: { id: 'asc' } })).map(({ changes }) => changes)).toEqual([
      [{ field: 'parentId', before: null, after: a }],
      [{ field: 'parentId', before: a, after: c }],
      [{ field: 'parentId', before: c, after: null }],
    ]);
  });

  it('make no circle', async () => {
    const { ctx, a, b, c } = await makeDesk();
    await addSubTicket(ctx, a, b);
    await addSubTicket(ctx, b, c);
    for (const [parent, child] of [
      [c, a],
      [b, a],
      [a, a],
    ] as const) {
      await expect(addSubTicket(ctx, parent, child)).rejects.toMatchObject({ code: 'INVALID', field: ['childId'] });
    }
    await addSubTicket(ctx, a, c);
    expect(await parentOf(c)).toBe(a);
  });

  it('are arranged by staff of both tickets', async () => {
    const { ctx, a } = await makeDesk();
    const foreign = await make.makeTicket(db, { submitterId: ctx.who?.id ?? 0 });
    await expect(addSubTicket(ctx, a, foreign.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(addSubTicket(ctx, foreign.id, a)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(removeSubTicket(ctx, foreign.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(removeSubTicket(ctx, 99_999)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('deleting', () => {
  it('leaves the history and the sub-tickets', async () => {
    const { ctx, a, b } = await makeDesk();
    await addSubTicket(ctx, a, b);
    await make.makeComment(db, { ticketId: a });
    await deleteTicket(ctx, a);
    await expect(getTicket(ctx, a)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(deleteTicket(ctx, a)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await parentOf(b)).toBe(null);
    expect(await db.ticketEvent.findFirst({ where: { ticketNumber: a } })).toMatchObject({
      kind: 'DELETED',
      ticketId: null,
      actorId: ctx.who?.id,
    });
    const last = { field: 'parentId', before: a, after: null };
    expect(await db.ticketEvent.findFirst({ where: { ticketId: b }, orderBy: { id: 'desc' } })).toMatchObject({
      kind: 'PARENT_CHANGED',
      changes: [last],
    });
  });

  it('is for staff', async () => {
    const { a } = await makeDesk();
    const { submitterId } = await db.ticket.findUniqueOrThrow({ where: { id: a } });
    await expect(deleteTicket(await contextOf(db, { id: submitterId }), a)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await db.ticket.count()).toBe(3);
  });
});

describe('callers at once', () => {
  beforeEach(server.truncate);

  it('make no circle of moves that are fine on their own', async () => {
    const { ctx, a, b, c } = await makeDesk(server.db);
    const outcomes = await Promise.allSettled([
      addSubTicket(ctx, a, b),
      addSubTicket(ctx, b, c),
      addSubTicket(ctx, c, a),
      addSubTicket(ctx, b, a),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(2);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'INVALID' });
    }
    for (const start of [a, b, c]) {
      const seen = new Set<number>();
      for (let id: number | null = start; id !== null; id = await parentOf(id, server.db)) {
        expect(seen.has(id)).toBe(false);
        seen.add(id);
      }
    }
  });

  it('link two tickets once and delete them once', async () => {
    const { ctx, a, b } = await makeDesk(server.db);
    await Promise.all([linkTickets(ctx, a, b), linkTickets(ctx, b, a), linkTickets(ctx, a, b)]);
    expect(await server.db.ticketLink.count()).toBe(2);
    expect(await server.db.ticketEvent.count()).toBe(2);
    const outcomes = await Promise.allSettled([deleteTicket(ctx, a), deleteTicket(ctx, a)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});
