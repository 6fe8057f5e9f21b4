import type { Context } from '../../core/context.js';
import { demand, forbidden, invalid } from '../../core/errors.js';
import { commentBody, HTML_MARKER } from '../../core/html.js';
import { signedIn } from '../../core/principal.js';
import type { Ticket } from '../../generated/prisma/client.js';
import { type Change, changesBetween, recordEvent } from './ticket-events.js';
import { writeLog } from './ticket-log.js';
import { canMerge } from './ticket-policy.js';
import { type LockedTicket, lockTickets, saveTicket } from './ticket-service.js';
import { isBelow, lockTree, placeBelow, placeSubTickets } from './ticket-tree.js';

/**
 * Merges a ticket into the one that stays and deletes it, for good. Its message becomes a comment; comments, files,
 * participants, tags, assets, links, sub-tickets and addresses in other systems move; its custom fields and times do not.
 */
export async function mergeTickets(ctx: Context, keptId: number, mergedId: number): Promise<Ticket> {
  const who = signedIn(ctx);
  demand(keptId !== mergedId, invalid('mergedId', 'A ticket cannot be merged with itself.'));

  return ctx.inTransaction(async (tx) => {
    await lockTree(tx);
    const [kept, merged] = await lockTickets(tx, [keptId, mergedId]);
    demand(kept && merged && canMerge(who, kept) && canMerge(who, merged), forbidden('merge these tickets'));

    await moveConversation(tx, kept, merged);
    await moveMembers(tx, kept.id, merged.id);
    const tagChanges = await moveTags(tx, kept.id, merged.id);
    await moveLinks(tx, kept.id, merged.id);
    await movePlace(tx, kept, merged);
    recordEvent(tx, {
      ticketId: merged.id,
      kind: 'DELETED',
      changes: [{ field: 'mergedIntoId', before: null, after: kept.id }],
    });
    await tx.db.ticket.delete({ where: { id: merged.id } });

    await writeLog(tx, kept.id, [`Ticket #${merged.id} was merged into this one: ${merged.subject}`]);
    const saved = await saveTicket(tx, kept.id, {});
    recordEvent(tx, {
      ticketId: kept.id,
      kind: 'MERGED',
      changes: [{ field: 'mergedTicketId', before: null, after: merged.id }, ...tagChanges],
    });
    return saved;
  });
}

/** The message of the merged ticket, its comments and all files. Files of the message go with the comment it becomes. */
async function moveConversation(tx: Context, kept: LockedTicket, merged: LockedTicket): Promise<void> {
  const ticketId = kept.id;
  const ofMessage = { ticketId: merged.id, commentId: null };
  const isWorthKeeping =
    merged.body.replace(HTML_MARKER, '').trim() !== '' || (await tx.db.attachment.count({ where: ofMessage })) > 0;
  if (isWorthKeeping) {
    const { submitterId: authorId, createdAt } = merged;
    const body = commentBody(merged.body);
    const message = await tx.db.comment.create({ data: { ticketId, authorId, body, createdAt } });
    await tx.db.attachment.updateMany({ where: ofMessage, data: { ticketId, commentId: message.id } });
  }
  await tx.db.comment.updateMany({ where: { ticketId: merged.id }, data: { ticketId } });
  await tx.db.attachment.updateMany({ where: { ticketId: merged.id }, data: { ticketId } });
}

/** People, assets and addresses: what both tickets have is kept once. */
async function moveMembers(tx: Context, ticketId: number, mergedId: number): Promise<void> {
  const where = { ticketId: mergedId };
  const participants = await tx.db.ticketParticipant.findMany({ where });
  const userIds = participants.filter(({ isSubscribed }) => isSubscribed).map(({ userId }) => userId);
  await tx.db.ticketParticipant.createMany({
    data: participants.map((row) => ({ ...row, ticketId })),
    skipDuplicates: true,
  });
  await tx.db.ticketParticipant.updateMany({
    where: { ticketId, userId: { in: userIds } },
    data: { isSubscribed: true },
  });

  const assets = await tx.db.ticketAsset.findMany({ where });
  await tx.db.ticketAsset.createMany({ data: assets.map((row) => ({ ...row, ticketId })), skipDuplicates: true });
  const twins = await tx.db.ticketIntegration.findMany({ where });
  await tx.db.ticketIntegration.createMany({ data: twins.map((row) => ({ ...row, ticketId })), skipDuplicates: true });
}

async function moveTags(tx: Context, ticketId: number, mergedId: number): Promise<Change[]> {
  const before = await tagNames(tx, ticketId);
  const rows = await tx.db.ticketTag.findMany({ where: { ticketId: mergedId } });
  await tx.db.ticketTag.createMany({ data: rows.map((row) => ({ ...row, ticketId })), skipDuplicates: true });
  return changesBetween({ tags: before }, { tags: await tagNames(tx, ticketId) });
}

async function tagNames(tx: Context, ticketId: number): Promise<string[]> {
  const rows = await tx.db.ticketTag.findMany({
    where: { ticketId },
    select: { tag: true },
    orderBy: { tagId: 'asc' },
  });
  return rows.map(({ tag }) => tag.name);
}

async function moveLinks(tx: Context, ticketId: number, mergedId: number): Promise<void> {
  const links = await tx.db.ticketLink.findMany({ where: { ticketId: mergedId, linkedTicketId: { not: ticketId } } });
  const rows = links.flatMap(({ linkedTicketId }) => [
    { ticketId, linkedTicketId },
    { ticketId: linkedTicketId, linkedTicketId: ticketId },
  ]);
  await tx.db.ticketLink.createMany({ data: rows, skipDuplicates: true });
}

/** The kept ticket takes the sub-tickets, and the place of the merged one if it was below it or has no parent. */
async function movePlace(tx: Context, kept: LockedTicket, merged: LockedTicket): Promise<void> {
  const wasBelow = await isBelow(tx, kept.id, merged.id);
  const isFree = kept.parentId === null && !(await isBelow(tx, merged.id, kept.id));
  if (wasBelow || isFree) await placeBelow(tx, kept.id, merged.parentId);
  await placeSubTickets(tx, merged.id, kept.id);
}
