import type { Principal } from '../../core/principal.js';
import { caseKey } from '../../core/text.js';
import type { Prisma } from '../../generated/prisma/client.js';
import { STATUS } from './ticket-rules.js';

export type ListingMode = 'all' | 'unanswered' | 'unclosed' | 'handledbyme';

/** A span of time: from the first moment up to, and without, the second. */
export interface Span {
  readonly from?: Date;
  readonly before?: Date;
}

/** What a list of tickets may be narrowed by. Everything given must hold; of an array, one value is enough. */
export interface TicketListing {
  readonly mode?: ListingMode;
  readonly categoryIds?: readonly number[];
  readonly sectionId?: number;
  readonly statusIds?: readonly number[];
  readonly submitterId?: number;
  readonly companyId?: number;
  readonly assigneeId?: number;
  readonly tagName?: string;
  readonly created?: Span;
  readonly updated?: Span;
  readonly updatedBy?: 'submitter' | 'staff';
  /** Due within so many days, or overdue; closed tickets are not due. */
  readonly dueInDays?: number;
  readonly subscribedOnly?: boolean;
}

/** The last changed first; the number breaks ties, so that pages never overlap. */
export const latestFirst = [{ updatedAt: 'desc' }, { id: 'desc' }] satisfies Prisma.TicketOrderByWithRelationInput[];

/** A thousand years: later days are no dates any more. */
const DUE_DAYS_MAX = 365_000;

const open: Prisma.TicketWhereInput = { statusId: { not: STATUS.CLOSED } };

/** Tickets that wait for an answer of staff; the same rule as `awaitsStaff`. */
export const awaitingStaff: Prisma.TicketWhereInput = {
  ...open,
  OR: [{ statusId: STATUS.NEW }, { updatedByUser: true }, { updatedForStaff: true }],
};

/** The tickets a listing selects, visibility apart. */
export function listedTickets(listing: TicketListing, who: Principal, now: Date): Prisma.TicketWhereInput {
  const { categoryIds, sectionId, statusIds, submitterId, companyId, assigneeId, tagName } = listing;
  const clauses: Prisma.TicketWhereInput[] = [ofMode(listing, who)];
  if (categoryIds?.length) clauses.push({ categoryId: { in: [...categoryIds] } });
  if (sectionId !== undefined) clauses.push({ category: { sectionId } });
  if (statusIds?.length) clauses.push({ statusId: { in: [...statusIds] } });
  if (submitterId !== undefined) clauses.push({ submitterId });
  if (companyId !== undefined) clauses.push({ submitter: { companyId } });
  if (assigneeId !== undefined) clauses.push({ assigneeId });
  if (tagName !== undefined) clauses.push({ tags: { some: { tag: { nameKey: caseKey(tagName) } } } });
  clauses.push(...ofTimes(listing, now));
  if (listing.subscribedOnly) clauses.push({ participants: { some: { userId: who.id, isSubscribed: true } } });
  return { AND: clauses };
}

function ofMode({ mode, statusIds }: TicketListing, who: Principal): Prisma.TicketWhereInput {
  switch (mode) {
    case 'unanswered':
      return awaitingStaff;
    case 'unclosed':
      return open;
    case 'handledbyme':
      return { assigneeId: who.id, ...(statusIds?.length ? {} : open) };
    default:
      return {};
  }
}

function ofTimes({ created, updated, updatedBy, dueInDays }: TicketListing, now: Date): Prisma.TicketWhereInput[] {
  const clauses: Prisma.TicketWhereInput[] = [];
  if (created) clauses.push({ createdAt: within(created) });
  if (updated) clauses.push({ updatedAt: within(updated) });
  if (updatedBy) clauses.push(updatedBy === 'staff' ? { updatedByStaff: true } : { updatedByUser: true });
  if (dueInDays !== undefined) clauses.push({ ...open, dueDate: { lte: daysAfter(now, dueInDays) } });
  return clauses;
}

/** The time so many days after, or the last or first one that a column can hold. */
function daysAfter(now: Date, days: number): Date {
  const inReach = Math.min(Math.max(days, -DUE_DAYS_MAX), DUE_DAYS_MAX);
  return new Date(now.getTime() + inReach * 86_400_000);
}

function within({ from, before }: Span): Prisma.DateTimeFilter {
  return { ...(from && { gte: from }), ...(before && { lt: before }) };
}
