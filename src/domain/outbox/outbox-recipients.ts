import type { Db } from '../../core/context.js';
import type { Prisma, TicketEvent } from '../../generated/prisma/client.js';
import type { Change } from '../ticket/ticket-events.js';
import type { TicketMailKind } from './outbox-rules.js';

type Event = Pick<TicketEvent, 'ticketNumber' | 'actorId' | 'commentId' | 'changes'>;

/** Accounts that mail can be sent to. */
export const reachable: Prisma.UserWhereInput = {
  isDisabled: false,
  isTombstone: false,
  receivesMail: true,
  email: { not: '' },
};

/** Who is to be told about an event, and what. Nobody is told twice: the kind that stands first counts. */
export async function addressEvent(
  db: Db,
  event: Event,
  kinds: readonly TicketMailKind[],
): Promise<Map<number, TicketMailKind>> {
  const addressed = new Map<number, TicketMailKind>();
  for (const kind of kinds) {
    const users = await db.user.findMany({ where: { AND: [reachable, audience(kind, event)] }, select: { id: true } });
    for (const { id } of users) {
      // Who did it knows it; only the arrival of a ticket is confirmed all the same.
      const isTold = addressed.has(id) || (id === event.actorId && kind !== 'CONFIRMATION');
      if (!isTold) addressed.set(id, kind);
    }
  }
  return addressed;
}

/** The users that a kind of mail is meant for. Whether they may see what it tells is decided when it is sent. */
function audience(kind: TicketMailKind, { ticketNumber: ticketId, commentId, changes }: Event): Prisma.UserWhereInput {
  switch (kind) {
    case 'CONFIRMATION':
      return { submittedTickets: { some: { id: ticketId } } };
    case 'NEW_TICKET':
      // Somebody who is away cannot take the ticket; what concerns them personally they get all the same.
      return { outOfOffice: false, technicianOf: { some: { category: { tickets: { some: { id: ticketId } } } } } };
    case 'REPLY':
    case 'INTERNAL_NOTE':
      // Chosen when the comment was written.
      return { receivedComments: { some: { commentId: commentId ?? 0 } } };
    case 'ASSIGNMENT':
      return { id: newAssignee(changes) };
    case 'CLOSING':
      return { participations: { some: { ticketId, isSubscribed: true } } };
  }
}

function newAssignee(changes: unknown): number {
  // Written by `recordEvent` in exactly this shape.
  const change = (changes as readonly Change[]).find(({ field }) => field === 'assigneeId');
  return typeof change?.after === 'number' ? change.after : 0;
}
