import { isStaff, type Principal } from '../../core/principal.js';
import type { Prisma } from '../../generated/prisma/client.js';
import { visibleArticleFiles } from '../article/article-policy.js';
import { visibleAssetFiles } from '../asset/asset-policy.js';
import { visibleComments } from '../comment/comment-policy.js';
import { isTicketStaff, visibleTickets } from '../ticket/ticket-policy.js';

/** The files of a visible ticket that a caller can see: internal ones and those of internal comments are for its staff. */
export function visibleTicketFiles(who: Principal): Prisma.AttachmentWhereInput {
  if (who.isAdmin) return {};
  const publicOrStaff = { OR: [{ isInternal: false }, { ticket: { categoryId: { in: [...who.technicianOf] } } }] };
  return { AND: [publicOrStaff, { OR: [{ commentId: null }, { comment: visibleComments(who) }] }] };
}

/** The files that a caller can see at all: those of tickets, articles and assets. */
export function visibleAttachments(who: Principal): Prisma.AttachmentWhereInput {
  const ofTicket = { AND: [{ ticketId: { not: null } }, { ticket: visibleTickets(who) }, visibleTicketFiles(who)] };
  return { OR: [ofTicket, visibleArticleFiles(who), visibleAssetFiles(who)] };
}

/** Uploaders take back what they sent; files of articles and assets are the business of all staff. */
export function canDeleteAttachment(
  who: Principal,
  file: { readonly uploadedById: number; readonly ticket: { readonly categoryId: number } | null },
): boolean {
  return file.uploadedById === who.id || (file.ticket ? isTicketStaff(who, file.ticket) : isStaff(who));
}
