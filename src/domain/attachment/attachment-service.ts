import { isId } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { demand, forbidden, invalid, notFound } from '../../core/errors.js';
import { commentBody } from '../../core/html.js';
import { isTechnicianIn, type Principal, signedIn } from '../../core/principal.js';
import type { Attachment, Prisma } from '../../generated/prisma/client.js';
import { canCommentInternally } from '../comment/comment-policy.js';
import { releaseFiles } from '../file/file-release.js';
import { type NewFile, writeFiles } from '../file/file-service.js';
import { changesBetween, recordEvent } from '../ticket/ticket-events.js';
import { addParticipant } from '../ticket/ticket-participants.js';
import { flagsAfterReply, type ReplySide } from '../ticket/ticket-rules.js';
import { getTicket, type LockedTicket, lockTicket, touchTicket } from '../ticket/ticket-service.js';
import { canDeleteAttachment, visibleAttachments, visibleTicketFiles } from './attachment-policy.js';

export interface NewAttachments {
  readonly files: readonly NewFile[];
  /** For staff only. */
  readonly isInternal?: boolean;
}

/** The files of a visible ticket that the caller can see, those of its comments included, the oldest first. */
export async function listAttachments<Shape extends Prisma.AttachmentDefaultArgs>(
  ctx: Context,
  ticketId: number,
  shape?: Shape,
) {
  const { id } = await getTicket(ctx, ticketId, { select: { id: true } });
  const files = await ctx.db.attachment.findMany({
    ...shape,
    where: { AND: [{ ticketId: id }, visibleTicketFiles(signedIn(ctx))] },
    orderBy: { id: 'asc' },
  });
  // The rows have the asked-for shape; Prisma cannot infer it through a spread type parameter.
  return files as Prisma.AttachmentGetPayload<Shape>[];
}

/** A file that the caller can see, of a ticket, an article or an asset. */
export async function getAttachment<Shape extends Prisma.AttachmentDefaultArgs>(
  ctx: Context,
  id: number,
  shape?: Shape,
) {
  const where = { AND: [{ id }, visibleAttachments(signedIn(ctx))] };
  const file = isId(id) ? await ctx.db.attachment.findFirst({ ...shape, where }) : null;
  demand(file, notFound('File'));
  // As in `listAttachments`.
  return file as Prisma.AttachmentGetPayload<Shape>;
}

/**
 * Attaches files to a visible ticket, on a comment without text. It counts as an update by the caller's side but not as
 * a reply: nothing is reopened and nobody gets mail.
 */
export async function attachFiles(
  ctx: Context,
  ticketId: number,
  { files, isInternal = false }: NewAttachments,
): Promise<Attachment[]> {
  const who = signedIn(ctx);
  demand(files.length > 0, invalid('files', 'Send one file at least.'));

  return ctx.inTransaction(async (tx) => {
    const ticket = await lockTicket(tx, ticketId);
    demand(!isInternal || canCommentInternally(who, ticket), forbidden('attach files for staff here'));

    const body = commentBody('');
    const row = { ticketId: ticket.id, authorId: who.id, body, isInternal, createdAt: tx.now() };
    const { id: commentId } = await tx.db.comment.create({ data: row });
    const attachments = await writeFiles(tx, { ticketId: ticket.id, commentId, isInternal }, files);
    await addParticipant(tx, ticket.id, who.id);
    await saveFlags(tx, ticket, isInternal ? 'internal' : sideOf(who, ticket));
    const changes = changesBetween({}, { files: attachments.map(({ fileName }) => fileName) });
    recordEvent(tx, { ticketId: ticket.id, kind: 'FILE_ADDED', commentId, isInternal, changes });
    return attachments;
  });
}

/** Deletes a file: its row at once, its bytes after the commit. A comment that only carried it goes as well. */
export async function deleteAttachment(ctx: Context, id: number): Promise<Attachment> {
  const who = signedIn(ctx);

  return ctx.inTransaction(async (tx) => {
    const { ticketId } = await getAttachment(tx, id);
    if (ticketId !== null) await lockTicket(tx, ticketId);
    const { ticket, ...file } = await getAttachment(tx, id, { include: { ticket: { select: { categoryId: true } } } });
    demand(canDeleteAttachment(who, { ...file, ticket }), forbidden('delete this file'));

    await releaseFiles(tx, { id });
    const { count } = await tx.db.attachment.deleteMany({ where: { id } });
    demand(count === 1, notFound('File'));
    if (file.ticketId !== null) await noteDeletion(tx, file.ticketId, file);
    return file;
  });
}

async function noteDeletion(tx: Context, ticketId: number, file: Attachment): Promise<void> {
  const { commentId, fileName, isInternal } = file;
  if (commentId !== null) {
    const isEmpty = { body: commentBody(''), attachments: { none: {} } };
    await tx.db.comment.deleteMany({ where: { id: commentId, ...isEmpty } });
  }
  await touchTicket(tx, ticketId, {});
  const changes = [{ field: 'files', before: [fileName], after: null }];
  recordEvent(tx, { ticketId, kind: 'FILE_DELETED', isInternal, changes });
}

function sideOf(who: Principal, ticket: LockedTicket): ReplySide {
  return isTechnicianIn(who, ticket.categoryId) && who.id !== ticket.submitterId ? 'staff' : 'submitter';
}

async function saveFlags(tx: Context, ticket: LockedTicket, side: ReplySide): Promise<void> {
  const { updatedByUser, updatedByStaff, updatedForStaff } = flagsAfterReply(side, ticket);
  await touchTicket(tx, ticket.id, { updatedByUser, updatedByStaff, updatedForStaff });
}
