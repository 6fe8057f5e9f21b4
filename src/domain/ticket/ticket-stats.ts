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
    ctx.db.ticket.groupBy({ by: ['statusId'], where: seen, _count: { _all: true } }),
    ctx.db.ticket.count({ where: { AND: [seen, awaitingStaff] } }),
    ctx.db.ticket.count({ where: { AND: [seen, open, { assigneeId: null }] } }),
  ]);

  const countOf = (statusId: number) => byStatus.find((row) => row.statusId === statusId)?._count._all ?? 0;
  const total = byStatus.reduce((sum, row) => sum + row._count._all, 0);
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
