import { beforeEach, describe, expect, it } from 'vitest';
import { addComment } from '../../src/domain/comment/comment-service.js';
import { mergeTickets } from '../../src/domain/ticket/ticket-merge.js';
import { getTicket } from '../../src/domain/ticket/ticket-service.js';
import { contextOf } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import * as make from '../support/factories.js';

const { db, truncate } = await testDatabase();
const server = await testDatabase('postgres');
beforeEach(truncate);

async function makePair(overrides: { body?: string } = {}) {
  const category = await make.makeCategory(db);
  const tech = await make.makeTechnician(db, [category]);
  const kept = await make.makeTicket(db, { categoryId: category.id });
  const merged = await make.makeTicket(db, {
    categoryId: category.id,
    createdAt: new Date('2026-01-02'),
    ...overrides,
  });
  return { ctx: await contextOf(db, tech), category, tech, kept, merged };
}

describe('works', () => {
  it('turns the message into a comment of its submitter at its time, and moves comments and files', async () => {
    const { ctx, kept, merged } = await makePair({ body: 'No <paper>' });
    const comment = await make.makeComment(db, { ticketId: merged.id, body: '<!--html-->Still none' });
    const original = await make.makeAttachment(db, { ticketId: merged.id });
    const later = await make.makeAttachment(db, { ticketId: merged.id, commentId: comment.id });

    await mergeTickets(ctx, kept.id, merged.id);
    const comments = await db.comment.findMany({ where: { ticketId: kept.id }, orderBy: { createdAt: 'asc' } });
    expect(comments.map(({ body }) => body)).toEqual([
      '<!--html-->No &lt;paper&gt;',
      '<!--html-->Still none',
      `Ticket #${merged.id} was merged into this one: ${merged.subject}`,
    ]);
    const [message, , entry] = comments;
    expect(message).toMatchObject({ authorId: merged.submitterId, createdAt: merged.createdAt, isSystem: false });
    expect(entry).toMatchObject({ authorId: null, isSystem: true });
    const files = await db.attachment.findMany({ where: { ticketId: kept.id }, orderBy: { id: 'asc' } });
    expect(files).toMatchObject([
      { id: original.id, commentId: message?.id },
      { id: later.id, commentId: comment.id },
    ]);
  });

  it('deletes the merged ticket; both histories say so', async () => {
    const { ctx, kept, merged } = await makePair();
    const saved = await mergeTickets(ctx, kept.id, merged.id);
    expect(saved).toMatchObject({ id: kept.id, version: kept.version + 1 });
    await expect(getTicket(ctx, merged.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const events = await db.ticketEvent.findMany({ orderBy: { id: 'asc' } });
    expect(events).toMatchObject([
      { kind: 'DELETED', ticketId: null, ticketNumber: merged.id },
      { kind: 'MERGED', ticketId: kept.id, changes: [{ field: 'mergedTicketId', before: null, after: merged.id }] },
    ]);
    expect(ctx.events.map(({ name }) => name)).toEqual(['ticket.changed', 'ticket.changed']);
  });

  it('keeps people, tags, assets and addresses of both, each once', async () => {
    const { ctx, kept, merged, tech } = await makePair();
    const both = await make.makeUser(db);
    await db.ticketParticipant.createMany({
      data: [
        { ticketId: kept.id, userId: both.id, isSubscribed: false },
        { ticketId: merged.id, userId: both.id },
        { ticketId: merged.id, userId: tech.id, isSubscribed: false },
      ],
    });
    const [red, blue] = [await make.makeTag(db, 'red'), await make.makeTag(db, 'blue')];
    await db.ticketTag.createMany({
      data: [
        { ticketId: kept.id, tagId: red.id },
        { ticketId: merged.id, tagId: red.id },
        { ticketId: merged.id, tagId: blue.id },
      ],
    });
    const asset = await make.makeAsset(db);
    await db.ticketAsset.create({ data: { ticketId: merged.id, assetId: asset.id } });
    await db.ticketIntegration.create({ data: { ticketId: merged.id, name: 'JiraURL', url: 'https://jira' } });

    await mergeTickets(ctx, kept.id, merged.id);
    const of = { where: { ticketId: kept.id } };
    const participants = await db.ticketParticipant.findMany({ ...of, orderBy: { userId: 'asc' } });
    expect(participants.map(({ userId, isSubscribed }) => [userId, isSubscribed])).toEqual([
      [tech.id, false],
      [kept.submitterId, true],
      [merged.submitterId, true],
      [both.id, true],
    ]);
    expect(await db.ticketTag.count(of)).toBe(2);
    expect(await db.ticketAsset.count(of)).toBe(1);
    expect(await db.ticketIntegration.count(of)).toBe(1);
    const event = await db.ticketEvent.findFirstOrThrow({ where: { kind: 'MERGED' } });
    expect(event.changes).toContainEqual({ field: 'tags', before: ['red'], after: ['red', 'blue'] });
  });

  it('moves links, in both directions, and drops the one between the two', async () => {
    const { ctx, kept, merged, category } = await makePair();
    const other = await make.makeTicket(db, { categoryId: category.id });
    const link = (a: number, b: number) => [
      { ticketId: a, linkedTicketId: b },
      { ticketId: b, linkedTicketId: a },
    ];
    await db.ticketLink.createMany({ data: [...link(merged.id, other.id), ...link(merged.id, kept.id)] });
    await mergeTickets(ctx, kept.id, merged.id);
    const links = await db.ticketLink.findMany({ orderBy: { ticketId: 'asc' } });
    expect(links).toEqual(link(kept.id, other.id));
  });

  it('takes over sub-tickets and the place in the tree without making a circle', async () => {
    const { ctx, kept, merged, category } = await makePair();
    const ticket = (parentId: number | null) => make.makeTicket(db, { categoryId: category.id, parentId });
    const top = await ticket(null);
    await db.ticket.update({ where: { id: merged.id }, data: { parentId: top.id } });
    const child = await ticket(merged.id);
    await db.ticket.update({ where: { id: kept.id }, data: { parentId: child.id } });

    await mergeTickets(ctx, kept.id, merged.id);
    const parentOf = async (id: number) => (await db.ticket.findUniqueOrThrow({ where: { id } })).parentId;
    expect(await parentOf(kept.id)).toBe(top.id);
    expect(await parentOf(child.id)).toBe(kept.id);
    const moved = await db.ticketEvent.findMany({ where: { kind: 'PARENT_CHANGED' } });
    expect(moved).toHaveLength(2);
  });

  it('writes no comment for an empty message', async () => {
    const { ctx, kept, merged } = await makePair({ body: '<!--html-->' });
    await mergeTickets(ctx, kept.id, merged.id);
    expect(await db.comment.count({ where: { isSystem: false } })).toBe(0);
  });
});

describe('refuses', () => {
  it('technicians of one of the categories only, and customers', async () => {
    const { kept, tech } = await makePair();
    const foreign = await make.makeTicket(db);
    await db.ticketParticipant.create({ data: { ticketId: foreign.id, userId: tech.id } });
    const both = [await contextOf(db, tech), await contextOf(db, { id: kept.submitterId })];
    await db.ticketParticipant.create({ data: { ticketId: foreign.id, userId: kept.submitterId } });
    for (const ctx of both) {
      await expect(mergeTickets(ctx, kept.id, foreign.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(mergeTickets(ctx, foreign.id, kept.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(await db.ticketEvent.count()).toBe(0);
  });
});

describe('mistakes', () => {
  it('tells a ticket from itself and does not know what cannot be seen', async () => {
    const { ctx, kept } = await makePair();
    await expect(mergeTickets(ctx, kept.id, kept.id)).rejects.toMatchObject({ code: 'INVALID', field: ['mergedId'] });
    const hidden = await make.makeTicket(db);
    for (const id of [hidden.id, 0, -1, 1.5, 2 ** 40, 999_999]) {
      await expect(mergeTickets(ctx, kept.id, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });
});

describe('two callers at once', () => {
  beforeEach(server.truncate);

  async function makeRace() {
    const category = await make.makeCategory(server.db);
    const ctx = await contextOf(server.db, await make.makeAdmin(server.db));
    const ticket = () => make.makeTicket(server.db, { categoryId: category.id });
    return { ctx, a: await ticket(), b: await ticket(), ticket };
  }

  it('merge a ticket once, whichever way round', async () => {
    const { ctx, a, b } = await makeRace();
    const outcomes = await Promise.allSettled([
      mergeTickets(ctx, a.id, b.id),
      mergeTickets(ctx, b.id, a.id),
      mergeTickets(ctx, a.id, b.id),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await server.db.ticket.count()).toBe(1);
    expect(await server.db.comment.count({ where: { isSystem: false } })).toBe(1);
  });

  it('lose no comment: it moves along or its writer hears that the ticket is gone', async () => {
    const { ctx, a, b } = await makeRace();
    const comments = Array.from({ length: 8 }, (_, n) => addComment(ctx, b.id, { body: `comment ${n}` }));
    const [merge, ...written] = await Promise.allSettled([mergeTickets(ctx, a.id, b.id), ...comments]);
    expect(merge?.status).toBe('fulfilled');
    const acknowledged = written.filter(({ status }) => status === 'fulfilled').length;
    expect(await server.db.comment.count({ where: { ticketId: a.id, body: { contains: 'comment ' } } })).toBe(
      acknowledged,
    );
    for (const outcome of written) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'NOT_FOUND' });
    }
  });
});
