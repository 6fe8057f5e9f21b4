import { checkText, isId } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { demand, forbidden, invalid, notFound } from '../../core/errors.js';
import { commentBody } from '../../core/html.js';
import { type Principal, signedIn } from '../../core/principal.js';
import type { Comment, Prisma } from '../../generated/prisma/client.js';
import type { MailKind } from '../../generated/prisma/enums.js';
import { type NewFile, writeFiles } from '../file/file-service.js';
import { recordEvent } from '../ticket/ticket-events.js';
import { historyChanges } from '../ticket/ticket-history.js';
import { writeLog } from '../ticket/ticket-log.js';
import { addParticipant } from '../ticket/ticket-participants.js';
import { visibleTickets } from '../ticket/ticket-policy.js';
import { flagsAfterReply, progressAfterReply, type ReplySide, STATUS } from '../ticket/ticket-rules.js';
import { getTicket, type LockedTicket, lockTicket, touchTicket } from '../ticket/ticket-service.js';
import { canCommentAs, canCommentInternally, canEditComment, visibleComments } from './comment-policy.js';
import { type CommentRow, readWritten, writeComment } from './comment-write.js';

export interface NewComment {
  /** Text or HTML; empty only with files. */
  readonly body: string;
  readonly files?: readonly NewFile[];
  /** For staff only. */
  readonly isInternal?: boolean;
  /** Shown as an entry of the system. */
  readonly isSystem?: boolean;
  /** Tell only these subscribers; all of them when absent. */
  readonly recipientIds?: readonly number[];
  /** Whose comment it is; the caller's when absent. Needs an administrator. */
  readonly authorId?: number;
}

export interface CommentPatch {
  readonly body?: string;
  readonly isInternal?: boolean;
}

/** The comments of a visible ticket that the caller can see, the latest first. */
export async function listComments<Shape extends Prisma.CommentDefaultArgs>(
  ctx: Context,
  ticketId: number,
  shape: Shape,
) {
  const { id } = await getTicket(ctx, ticketId, { select: { id: true } });
  const comments = await ctx.db.comment.findMany({
    ...shape,
    where: { AND: [{ ticketId: id }, visibleComments(signedIn(ctx))] },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  });
  // The rows have the asked-for shape; Prisma cannot infer it through a spread type parameter.
  return comments as Prisma.CommentGetPayload<Shape>[];
}

/** A comment that the caller can see. */
export async function getComment<Shape extends Prisma.CommentDefaultArgs>(ctx: Context, id: number, shape?: Shape) {
  const who = signedIn(ctx);
  const where = { AND: [{ id }, visibleComments(who), { ticket: visibleTickets(who) }] };
  const comment = isId(id) ? await ctx.db.comment.findFirst({ ...shape, where }) : null;
  demand(comment, notFound('Comment'));
  // As in `listComments`.
  return comment as Prisma.CommentGetPayload<Shape>;
}

/**
 * Adds a comment to a visible ticket, with all that a reply sets off: flags, first response, reopening, subscription. Answers it
 * in the asked-for shape.
 */
export async function addComment<Shape extends Prisma.CommentDefaultArgs>(
  ctx: Context,
  ticketId: number,
  input: NewComment,
  shape?: Shape,
) {
  const who = signedIn(ctx);
  const { body, files = [] } = input;
  demand(checkText('body', body).trim() !== '' || files.length > 0, invalid('body', 'body must not be empty.'));

  const { comment, shown } = await ctx.inTransaction(async (tx) => {
    const ticket = await lockTicket(tx, ticketId);
    const special = input.isInternal || input.isSystem;
    demand(!special || canCommentInternally(who, ticket), forbidden('write internal notes or system entries here'));
    const author = await findAuthor(tx, who, input.authorId);

    const comment = writeReply(tx, ticket, author, input);
    // Without files nothing of it is waited for: it travels with the commit, which fails if it does.
    comment.catch(() => undefined);
    if (files.length > 0) {
      const { id: commentId, isInternal } = await comment;
      await writeFiles(tx, { ticketId: ticket.id, commentId, isInternal }, files);
    }
    const shown = shape?.select ? readWritten(tx, shape.select) : comment;
    shown.catch(() => undefined);
    return { comment, shown };
  });
  const answer = (await shown) ?? ctx.db.comment.findUniqueOrThrow({ ...shape, where: { id: (await comment).id } });
  // As in `listComments`.
  return answer as Prisma.CommentGetPayload<Shape> | Promise<Prisma.CommentGetPayload<Shape>>;
}

/** Edits a comment. Nobody is told. */
export async function updateComment(ctx: Context, id: number, patch: CommentPatch): Promise<Comment> {
  const who = signedIn(ctx);
  const { body, isInternal } = patch;
  demand(body === undefined || checkText('body', body).trim() !== '', invalid('body', 'body must not be empty.'));

  return ctx.inTransaction(async (tx) => {
    const shape = { include: { ticket: { select: { id: true, categoryId: true } } } } as const;
    const { ticketId } = await getComment(tx, id, shape);
    await lockTicket(tx, ticketId);
    const comment = await getComment(tx, id, shape);
    demand(canEditComment(who, comment), forbidden('edit this comment'));
    const staysPublic = isInternal === undefined || isInternal === comment.isInternal;
    demand(staysPublic || canCommentInternally(who, comment.ticket), forbidden('change who reads this comment'));

    const text = body === undefined ? comment.body : commentBody(body);
    const data = { body: text, isInternal: isInternal ?? comment.isInternal, editedAt: tx.now() };
    const edited = await tx.db.comment.update({ where: { id }, data });
    const { isInternal: isForStaff } = edited;
    if (!staysPublic) await tx.db.attachment.updateMany({ where: { commentId: id }, data: { isInternal: isForStaff } });
    recordEvent(tx, { ticketId, kind: 'COMMENT_EDITED', commentId: id, isInternal: edited.isInternal });
    return edited;
  });
}

type Author = Pick<Principal, 'id' | 'isAdmin' | 'technicianOf'>;

async function findAuthor(tx: Context, who: Principal, authorId = who.id): Promise<Author> {
  if (authorId === who.id) return who;
  demand(canCommentAs(who, authorId), forbidden('comment in the name of another user'));
  const where = { id: authorId, isTombstone: false };
  const user = isId(authorId)
    ? await tx.db.user.findUnique({ where, select: { id: true, isAdmin: true, technicianOf: true } })
    : null;
  demand(user, invalid('authorId', 'There is no such user.'));
  return { ...user, technicianOf: user.technicianOf.map(({ categoryId }) => categoryId) };
}

function rowOf(author: Author, { body, isInternal = false, isSystem = false }: NewComment): CommentRow {
  return { authorId: author.id, body: commentBody(body), isInternal, isSystem };
}

function isSubscribed({ who }: Context, { callerSubscribes }: LockedTicket, author: Author): boolean {
  return callerSubscribes && author.id === who?.id;
}

function sideOf(author: Author, ticket: LockedTicket, { isInternal, isSystem }: NewComment): ReplySide {
  if (isSystem) return 'system';
  if (isInternal) return 'internal';
  const isStaff = author.isAdmin || author.technicianOf.includes(ticket.categoryId);
  return isStaff && author.id !== ticket.submitterId ? 'staff' : 'submitter';
}

/**
 * Writes a comment and what it sets off, which comes first: the comment is to be the latest of the ticket, not the log line about
 * it. None of the statements needs the answer of another, so all travel together.
 */
async function writeReply(tx: Context, ticket: LockedTicket, author: Author, input: NewComment): Promise<Comment> {
  const side = sideOf(author, ticket, input);
  const row = rowOf(author, input);
  const after = afterReply(ticket, side, tx.now());
  const isReopened = ticket.statusId === STATUS.CLOSED && after.statusId !== STATUS.CLOSED;
  const changes = historyChanges(ticket, { ...ticket, ...after });
  const mails: MailKind[] = side === 'system' ? [] : [row.isInternal ? 'INTERNAL_NOTE' : 'REPLY'];
  const [, , , comment] = await Promise.all([
    side === 'system' || isSubscribed(tx, ticket, author) ? null : addParticipant(tx, ticket.id, author.id),
    touchTicket(tx, ticket.id, { ...after, lastUpdatedById: author.id }),
    writeLog(tx, ticket.id, isReopened ? ['Ticket reopened'] : []),
    writeComment(tx, ticket, row, { changes, mails, only: input.recipientIds }),
  ]);
  return comment;
}

/** The columns of a ticket that a reply can change. */
function afterReply(ticket: LockedTicket, side: ReplySide, now: Date) {
  const { statusId, startedAt, resolvedAt } = progressAfterReply(side, ticket, now);
  const { updatedByUser, updatedByStaff, updatedForStaff } = flagsAfterReply(side, ticket);
  return { statusId, startedAt, resolvedAt, updatedByUser, updatedByStaff, updatedForStaff };
}
