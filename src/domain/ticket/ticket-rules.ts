import type { Ticket } from '../../generated/prisma/client.js';

/** The statuses every desk has. Names can be changed, these ids cannot. */
export const STATUS = { NEW: 1, IN_PROGRESS: 2, CLOSED: 3 } as const;

export const PRIORITY_MIN = -1;
export const PRIORITY_MAX = 2;

/** The columns that record where a ticket stands. */
export type Progress = Pick<Ticket, 'statusId' | 'startedAt' | 'resolvedAt'>;

/** Who a reply comes from, as far as the ticket's flags are concerned. */
export type ReplySide = 'submitter' | 'staff' | 'internal' | 'system';

/**
 * What becomes of a ticket that is given a status: work has begun in any but New, though not by closing;
 * `resolvedAt` is set on entering Closed and cleared on leaving it.
 */
export function moveTo(statusId: number, ticket: Progress, now: Date): Progress {
  if (statusId === STATUS.NEW) return { statusId, startedAt: null, resolvedAt: null };
  if (statusId === STATUS.CLOSED)
    return { statusId, startedAt: ticket.startedAt, resolvedAt: ticket.resolvedAt ?? now };
  return { statusId, startedAt: ticket.startedAt ?? now, resolvedAt: null };
}

/** What becomes of a ticket that somebody takes over: work on a new one has begun. */
export function take(ticket: Progress, now: Date): Progress {
  return ticket.statusId === STATUS.NEW ? moveTo(STATUS.IN_PROGRESS, ticket, now) : ticket;
}

/** What a reply does: the first of staff begins the work, a public one to a closed ticket opens it again. */
export function progressAfterReply(side: ReplySide, ticket: Progress, now: Date): Progress {
  if (side === 'internal' || side === 'system') return ticket;
  const begins = side === 'staff' && ticket.statusId === STATUS.NEW;
  const reopens = ticket.statusId === STATUS.CLOSED;
  return begins || reopens ? moveTo(STATUS.IN_PROGRESS, ticket, now) : ticket;
}

type Flags = Pick<Ticket, 'updatedByUser' | 'updatedByStaff' | 'updatedForStaff'>;

/** The flags after a reply. System entries leave them alone. */
export function flagsAfterReply(side: ReplySide, flags: Flags): Flags {
  switch (side) {
    case 'submitter':
      return { updatedByUser: true, updatedByStaff: false, updatedForStaff: false };
    case 'staff':
      return { updatedByUser: false, updatedByStaff: true, updatedForStaff: false };
    case 'internal':
      return { ...flags, updatedForStaff: true };
    case 'system':
      return flags;
  }
}

/** Past its due date and not closed. */
export function isOverdue(ticket: Pick<Ticket, 'dueDate' | 'statusId'>, now: Date): boolean {
  return ticket.dueDate !== null && ticket.dueDate < now && ticket.statusId !== STATUS.CLOSED;
}

/** Waits for an answer of staff: new, updated by the submitter's side, or flagged for staff; never when closed. */
export function awaitsStaff(ticket: Pick<Ticket, 'statusId'> & Flags): boolean {
  const { statusId, updatedByUser, updatedForStaff } = ticket;
  return statusId !== STATUS.CLOSED && (statusId === STATUS.NEW || updatedByUser || updatedForStaff);
}
