import type { Db } from '../../core/context.js';
import type { Prisma, TicketEvent } from '../../generated/prisma/client.js';
import type { Change } from '../ticket/ticket-events.js';
import type { TicketMailKind } from './outbox-rules.js';

type Event = Pick<TicketEvent, 'id' | 'ticketNumber' | 'actorId' | 'commentId' | 'changes'>;

/** An event that people are to be told about. */
export interface Job extends Event {
  readonly kinds: readonly TicketMailKind[];
}

/** One mail to one user. */
export interface Address {
  readonly eventId: number;
  readonly userId: number;
  readonly kind: TicketMailKind;
}

/** Accounts that mail can be sent to. */
export const reachable: Prisma.UserWhereInput = {
  isDisabled: false,
  isTombstone: false,
  receivesMail: true,
  email: { not: '' },
};

/** Who is to be told about events, and what. */
export async function addressEvents(db: Db, jobs: readonly Job[]): Promise<Address[]> {
  // Most are comments: their recipients are found all at once.
  const comments = jobs.filter(isAboutComment);
  const addresses = comments.length > 0 ? await addressComments(db, comments) : [];
  for (const job of jobs) {
    if (!isAboutComment(job)) addresses.push(...(await addressEvent(db, job)));
  }
  return addresses;
}

function isAboutComment({ kinds: [kind, ...others] }: Job): boolean {
  return others.length === 0 && (kind === 'REPLY' || kind === 'INTERNAL_NOTE');
}

/** The recipients were chosen when the comment was written. */
async function addressComments(db: Db, jobs: readonly Job[]): Promise<Address[]> {
  const recipients = await db.commentRecipient.findMany({
    where: { commentId: { in: jobs.flatMap(({ commentId }) => commentId ?? []) }, user: reachable },
    select: { commentId: true, userId: true },
  });
  return jobs.flatMap(({ id: eventId, actorId, commentId, kinds }) =>
    recipients
      .filter((recipient) => recipient.commentId === commentId && recipient.userId !== actorId)
      .flatMap(({ userId }) => kinds.map((kind) => ({ eventId, userId, kind }))),
  );
}

/** Nobody is told twice: the kind that stands first counts. */
async function addressEvent(db: Db, event: Job): Promise<Address[]> {
  const addressed = new Map<number, Address>();
  for (const kind of event.kinds) {
    const users = await db.user.findMany({ where: { AND: [reachable, audience(kind, event)] }, select: { id: true } });
    for (const { id: userId } of users) {
      // Who did it knows it; only the arrival of a ticket is confirmed all the same.
      const isTold = addressed.has(userId) || (userId === event.actorId && kind !== 'CONFIRMATION');
      if (!isTold) addressed.set(userId, { eventId: event.id, userId, kind });
    }
  }
  return [...addressed.values()];
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
