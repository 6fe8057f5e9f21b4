import { isTechnicianIn, type Principal } from '../../core/principal.js';
import type { Prisma } from '../../generated/prisma/client.js';
import { isTicketStaff } from '../ticket/ticket-policy.js';

/** The comments of a visible ticket that a caller can see: internal ones are for the ticket's staff. */
export function visibleComments(who: Principal): Prisma.CommentWhereInput {
  if (who.isAdmin) return {};
  if (who.technicianOf.length === 0) return { isInternal: false };
  return { OR: [{ isInternal: false }, { ticket: { categoryId: { in: [...who.technicianOf] } } }] };
}

/** Internal notes and system entries. */
export function canCommentInternally(who: Principal, ticket: { readonly categoryId: number }): boolean {
  return isTicketStaff(who, ticket);
}

/** Writing in somebody else's name. */
export function canCommentAs(who: Principal, authorId: number): boolean {
  return authorId === who.id || who.isAdmin;
}

export function canEditComment(
  who: Principal,
  comment: {
    readonly authorId: number | null;
    readonly isSystem: boolean;
    readonly ticket: { readonly categoryId: number };
  },
): boolean {
  return isTechnicianIn(who, comment.ticket.categoryId) || (comment.authorId === who.id && !comment.isSystem);
}
