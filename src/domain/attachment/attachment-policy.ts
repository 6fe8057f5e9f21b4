import type { Principal } from '../../core/principal.js';
import type { Prisma } from '../../generated/prisma/client.js';
import { visibleComments } from '../comment/comment-policy.js';
import { visibleTickets } from '../ticket/ticket-policy.js';

/** The files of a visible ticket that a caller can see: internal ones and those of internal comments are for its staff. */
export function visibleTicketFiles(who: Principal): Prisma.AttachmentWhereInput {
  if (who.isAdmin) return {};
  const publicOrStaff = { OR: [{ isInternal: false }, { ticket: { categoryId: { in: [...who.technicianOf] } } }] };
  return { AND: [publicOrStaff, { OR: [{ commentId: null }, { comment: visibleComments(who) }] }] };
}

/** The files that a caller can see at all. */
export function visibleAttachments(who: Principal): Prisma.AttachmentWhereInput {
  return { AND: [{ ticket: visibleTickets(who) }, visibleTicketFiles(who)] };
}
