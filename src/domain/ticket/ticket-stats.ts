import type { Context } from '../../core/context.js';
import { signedIn } from '../../core/principal.js';
import type { Prisma } from '../../generated/prisma/client.js';
import { awaitingStaff } from './ticket-listing.js';
import { visibleTickets } from './ticket-policy.js';
import { STATUS } from './ticket-rules.js';

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
  const seen = { AND: [visibleTickets(signedIn(ctx)), where] };
  const open = { statusId: { not: STATUS.CLOSED } };
  const [byStatus, unanswered, unassigned] = await Promise.all([
    countTicketsBy(ctx, 'statusId', where),
    ctx.db.ticket.count({ where: { AND: [seen, awaitingStaff] } }),
    ctx.db.ticket.count({ where: { AND: [seen, open, { assigneeId: null }] } }),
  ]);

  const countOf = (statusId: number) => byStatus.find(({ value }) => value === statusId)?.count ?? 0;
  const total = byStatus.reduce((sum, { count }) => sum + count, 0);
  const [fresh, closed] = [countOf(STATUS.NEW), countOf(STATUS.CLOSED)];
  return {
    total,
    closed,
    inProgress: total - fresh - closed,
    new: fresh,
    unanswered,
    unassigned,
    open: total - closed,
  };
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
  const seen = { AND: [visibleTickets(signedIn(ctx)), where] };
  const rows = await ctx.db.ticket.groupBy({ by: [column], where: seen, _count: { _all: true } });
  const counts = rows.map(({ _count, [column]: value }) => ({ value, count: _count._all }));
  return counts.sort((a, b) => b.count - a.count || (a.value ?? 0) - (b.value ?? 0));
}
