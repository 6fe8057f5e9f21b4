import type { Context } from '../../core/context.js';
import type { Prisma } from '../../generated/prisma/client.js';
import { groupTickets } from './ticket-counts.js';
import { awaitsStaff, STATUS } from './ticket-rules.js';

/** Counts over the tickets that the caller sees. */
export interface TicketStats {
  readonly total: number;
  readonly closed: number;
  /** Neither new nor closed. */
  readonly inProgress: number;
  readonly new: number;
  readonly unanswered: number;
  /** Open and without an assignee. */
  readonly unassigned: number;
  readonly open: number;
}

export async function ticketStats(ctx: Context, where: Prisma.TicketWhereInput = {}): Promise<TicketStats> {
  const groups = await groupTickets(ctx, ['statusId', 'updatedByUser', 'updatedForStaff', 'isAssigned'], where);
  const stats = { total: 0, closed: 0, inProgress: 0, new: 0, unanswered: 0, unassigned: 0, open: 0 };
  for (const { count, statusId = 0, updatedByUser = false, updatedForStaff = false, isAssigned } of groups) {
    stats.total += count;
    if (statusId === STATUS.CLOSED) stats.closed += count;
    else if (statusId === STATUS.NEW) stats.new += count;
    else stats.inProgress += count;
    if (awaitsStaff({ statusId, updatedByUser, updatedForStaff, updatedByStaff: false })) stats.unanswered += count;
    if (statusId !== STATUS.CLOSED && !isAssigned) stats.unassigned += count;
  }
  return { ...stats, open: stats.total - stats.closed };
}

/** How many tickets have a value. */
export interface ValueCount {
  readonly value: number | null;
  readonly count: number;
}

/** The tickets that the caller sees, counted by the values of a column; the most frequent value first. */
export async function countTicketsBy(
  ctx: Context,
  column: 'statusId' | 'priority' | 'categoryId' | 'assigneeId',
  where: Prisma.TicketWhereInput = {},
): Promise<ValueCount[]> {
  const groups = await groupTickets(ctx, [column], where);
  const counts = groups.map(({ [column]: value = null, count }) => ({ value, count }));
  return counts.sort((a, b) => b.count - a.count || (a.value ?? 0) - (b.value ?? 0));
}
