import type { Context } from '../../core/context.js';
import type { LockedTicket } from '../ticket/ticket-service.js';

interface Audience {
  readonly authorId: number;
  readonly isInternal: boolean;
  /** Narrows the subscribers; ids of others are passed over. */
  readonly recipientIds: readonly number[] | undefined;
}

/** The ids of those who are to be told about a comment: subscribers and assignee, but not its author; staff only if internal. */
export async function findRecipients(tx: Context, ticket: LockedTicket, audience: Audience): Promise<number[]> {
  const { authorId, isInternal, recipientIds } = audience;
  const concerned = { participations: { some: { ticketId: ticket.id, isSubscribed: true } } };
  const staff = { OR: [{ isAdmin: true }, { technicianOf: { some: { categoryId: ticket.categoryId } } }] };
  const users = await tx.db.user.findMany({
    where: {
      AND: [
        { id: { not: authorId }, isDisabled: false, isTombstone: false },
        ticket.assigneeId === null ? concerned : { OR: [concerned, { id: ticket.assigneeId }] },
        recipientIds ? { id: { in: [...recipientIds] } } : {},
        isInternal ? staff : {},
      ],
    },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  return users.map(({ id }) => id);
}
