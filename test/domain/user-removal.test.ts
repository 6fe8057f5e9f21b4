import { beforeEach, describe, expect, it } from 'vitest';
import { createAccessToken } from '../../src/domain/caller/token-service.js';
import { addComment } from '../../src/domain/comment/comment-service.js';
import { getUser, listUsers } from '../../src/domain/user/user-service.js';
import { deleteUser } from '../../src/domain/user-removal/user-delete.js';
import { mergeUsers } from '../../src/domain/user-removal/user-merge.js';
import type { PrismaClient } from '../../src/generated/prisma/client.js';
import { contextOf } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import * as make from '../support/factories.js';

const { db, truncate } = await testDatabase();
const server = await testDatabase('postgres');
beforeEach(truncate);

const asAdmin = async (database = db) => contextOf(database, await make.makeAdmin(database));

/** A technician with everything that a user can have. */
async function makeBusyUser(database: PrismaClient) {
  const category = await make.makeCategory(database);
  const user = await make.makeTechnician(database, [category]);
  const own = await make.makeTicket(database, { categoryId: category.id, submitterId: user.id });
  const handled = { categoryId: category.id, assigneeId: user.id, onBehalfOfId: user.id, lastUpdatedById: user.id };
  const open = await make.makeTicket(database, handled);
  const closed = await make.makeTicket(database, { ...handled, statusId: 3 });
  await database.ticketParticipant.create({ data: { ticketId: open.id, userId: user.id } });
  const comment = await make.makeComment(database, { ticketId: open.id, authorId: user.id });
  await database.commentRecipient.create({ data: { commentId: comment.id, userId: user.id } });
  const file = await make.makeAttachment(database, { ticketId: open.id, uploadedById: user.id });
  const asset = await make.makeAsset(database);
  await database.assetUser.create({ data: { assetId: asset.id, userId: user.id } });
  await createAccessToken(await contextOf(database, user), { name: 'script' });
  return { user, category, own, open, closed, comment, file, asset };
}

describe('deleting works', () => {
  it('unassigns open tickets and leaves what the user wrote to the tombstone', async () => {
    const ctx = await asAdmin();
    const { user, own, open, closed, comment, file } = await makeBusyUser(db);
    await deleteUser(ctx, user.id);
    const grave = await db.user.findFirstOrThrow({ where: { isTombstone: true } });
    expect(grave).toMatchObject({ isDisabled: true, passwordHash: null, fullName: 'Deleted user' });

    const ticket = (id: number) => db.ticket.findUniqueOrThrow({ where: { id } });
    expect(await ticket(own.id)).toMatchObject({ submitterId: grave.id, version: 2 });
    expect(await ticket(open.id)).toMatchObject({ assigneeId: null, onBehalfOfId: grave.id });
    expect(await ticket(closed.id)).toMatchObject({ assigneeId: grave.id, lastUpdatedById: grave.id });
    expect(await db.comment.findUnique({ where: { id: comment.id } })).toMatchObject({ authorId: grave.id });
    expect(await db.attachment.findUnique({ where: { id: file.id } })).toMatchObject({ uploadedById: grave.id });
    expect(await db.comment.findFirst({ where: { isSystem: true } })).toMatchObject({ body: 'Ticket unassigned' });
    const participants = await db.ticketParticipant.findMany({ where: { ticketId: own.id } });
    expect(participants).toEqual([{ ticketId: own.id, userId: grave.id, isSubscribed: false }]);
    expect([await db.assetUser.count(), await db.accessToken.count(), await db.categoryTechnician.count()]).toEqual([
      0, 0, 0,
    ]);
  });

  it('writes histories and tells who is gone', async () => {
    const ctx = await asAdmin();
    const { user, own, open } = await makeBusyUser(db);
    await deleteUser(ctx, user.id);
    const grave = await db.user.findFirstOrThrow({ where: { isTombstone: true } });
    const changes = async (ticketId: number) =>
      (await db.ticketEvent.findMany({ where: { ticketId }, orderBy: { id: 'asc' } })).flatMap(
        (event) => event.changes,
      );
    expect(await changes(own.id)).toEqual([{ field: 'submitterId', before: user.id, after: grave.id }]);
    expect(await changes(open.id)).toEqual([
      { field: 'assigneeId', before: user.id, after: null },
      { field: 'onBehalfOfId', before: user.id, after: grave.id },
    ]);
    expect(ctx.events).toContainEqual({ name: 'user.changed', userId: user.id });
  });

  it('uses one tombstone, which is no user to anybody', async () => {
    const ctx = await asAdmin();
    for (let n = 0; n < 2; n += 1) await deleteUser(ctx, (await make.makeUser(db)).id);
    const grave = await db.user.findFirstOrThrow({ where: { isTombstone: true } });
    expect(await db.user.count()).toBe(2);
    expect((await listUsers(ctx, {})).map(({ id }) => id)).toEqual([ctx.who?.id]);
    await expect(getUser(ctx, grave.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(deleteUser(ctx, grave.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('merging works', () => {
  it('moves everything and ends the account', async () => {
    const ctx = await asAdmin();
    const { user, category, own, open, closed, comment, file, asset } = await makeBusyUser(db);
    const kept = await make.makeUser(db);
    await db.ticketParticipant.create({ data: { ticketId: open.id, userId: kept.id, isSubscribed: false } });
    await db.assetUser.create({ data: { assetId: asset.id, userId: kept.id } });
    await mergeUsers(ctx, kept.id, user.id);

    const ticket = (id: number) => db.ticket.findUniqueOrThrow({ where: { id } });
    expect(await ticket(own.id)).toMatchObject({ submitterId: kept.id });
    expect(await ticket(open.id)).toMatchObject({ assigneeId: kept.id, onBehalfOfId: kept.id });
    expect(await ticket(closed.id)).toMatchObject({ assigneeId: kept.id });
    expect(await db.comment.findUnique({ where: { id: comment.id } })).toMatchObject({ authorId: kept.id });
    expect(await db.attachment.findUnique({ where: { id: file.id } })).toMatchObject({ uploadedById: kept.id });
    const rows = await db.ticketParticipant.findMany({ where: { userId: kept.id }, orderBy: { ticketId: 'asc' } });
    expect(rows.map(({ ticketId, isSubscribed }) => [ticketId, isSubscribed])).toEqual([
      [own.id, true],
      [open.id, true],
    ]);
    const technicians = await db.categoryTechnician.findMany();
    expect(technicians).toEqual([{ categoryId: category.id, userId: kept.id }]);
    expect(await db.assetUser.findMany()).toEqual([{ assetId: asset.id, userId: kept.id }]);
    expect(await db.commentRecipient.findMany()).toEqual([{ commentId: comment.id, userId: kept.id }]);
    expect(await db.user.findUnique({ where: { id: user.id } })).toBe(null);
    for (const userId of [user.id, kept.id]) expect(ctx.events).toContainEqual({ name: 'user.changed', userId });
  });

  it('moves the custom fields that are not set, and keeps those that are', async () => {
    const ctx = await asAdmin();
    const [kept, merged] = [await make.makeUser(db), await make.makeUser(db)];
    const [a, b] = [
      await make.makeCustomField(db, { usage: 'USER' }),
      await make.makeCustomField(db, { usage: 'USER' }),
    ];
    await db.customFieldValue.createMany({
      data: [
        { fieldId: a.id, userId: kept.id, text: 'kept' },
        { fieldId: a.id, userId: merged.id, text: 'merged' },
        { fieldId: b.id, userId: merged.id, text: 'merged' },
      ],
    });
    await mergeUsers(ctx, kept.id, merged.id);
    const values = await db.customFieldValue.findMany({ where: { userId: kept.id }, orderBy: { fieldId: 'asc' } });
    expect(values.map(({ text }) => text)).toEqual(['kept', 'merged']);
  });
});

describe('refuses', () => {
  it('all but administrators', async () => {
    const tech = await contextOf(db, await make.makeTechnician(db));
    const user = await make.makeUser(db);
    await expect(deleteUser(tech, user.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(mergeUsers(tech, tech.who?.id ?? 0, user.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('to delete or merge away oneself and the last administrator', async () => {
    const ctx = await asAdmin();
    const own = ctx.who?.id ?? 0;
    const user = await make.makeUser(db);
    await expect(deleteUser(ctx, own)).rejects.toMatchObject({ code: 'INVALID', field: ['id'] });
    await expect(mergeUsers(ctx, user.id, own)).rejects.toMatchObject({ code: 'INVALID', field: ['mergedId'] });
    await expect(mergeUsers(ctx, user.id, user.id)).rejects.toMatchObject({ code: 'INVALID', field: ['mergedId'] });

    // Somebody who was an administrator a moment ago still acts as one.
    const last = await make.makeAdmin(db);
    await db.user.update({ where: { id: own }, data: { isAdmin: false } });
    await expect(deleteUser(ctx, last.id)).rejects.toMatchObject({ code: 'INVALID', message: /last administrator/ });
    await expect(mergeUsers(ctx, user.id, last.id)).rejects.toMatchObject({ code: 'INVALID' });
  });
});

describe('mistakes', () => {
  it('does not know users that are not there', async () => {
    const ctx = await asAdmin();
    const user = await make.makeUser(db);
    for (const id of [0, 99_999, 2 ** 40]) {
      await expect(deleteUser(ctx, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(mergeUsers(ctx, user.id, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(mergeUsers(ctx, id, user.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(await db.user.count()).toBe(2);
  });
});

describe('callers at once', () => {
  beforeEach(server.truncate);

  it('leave an administrator when two delete each other', async () => {
    const [a, b] = [await asAdmin(server.db), await asAdmin(server.db)];
    const outcomes = await Promise.allSettled([deleteUser(a, b.who?.id ?? 0), deleteUser(b, a.who?.id ?? 0)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await server.db.user.count({ where: { isAdmin: true } })).toBe(1);
  });

  it('lose no comment of a user who is deleted meanwhile', async () => {
    const ctx = await asAdmin(server.db);
    const ticket = await make.makeTicket(server.db);
    const own = await contextOf(server.db, { id: ticket.submitterId });
    const comments = Array.from({ length: 6 }, (_, n) => addComment(own, ticket.id, { body: `comment ${n}` }));
    const [deletion, ...written] = await Promise.allSettled([deleteUser(ctx, ticket.submitterId), ...comments]);
    expect(deletion?.status).toBe('fulfilled');
    const acknowledged = written.filter(({ status }) => status === 'fulfilled').length;
    expect(await server.db.comment.count({ where: { body: { contains: 'comment ' } } })).toBe(acknowledged);
  });

  it('merge a user once, even crosswise', async () => {
    const ctx = await asAdmin(server.db);
    const { user } = await makeBusyUser(server.db);
    const other = await make.makeUser(server.db);
    const outcomes = await Promise.allSettled([
      mergeUsers(ctx, user.id, other.id),
      mergeUsers(ctx, other.id, user.id),
      deleteUser(ctx, user.id),
    ]);
    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
    const submitters = await server.db.ticket.findMany({ select: { submitter: true } });
    expect(submitters.every(({ submitter }) => submitter !== null)).toBe(true);
  });
});
