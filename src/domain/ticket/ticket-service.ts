import { isId } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { demand, notFound } from '../../core/errors.js';
import { signedIn } from '../../core/principal.js';
import { namedColumns } from '../../core/record-column.js';
import { Prisma, type Ticket } from '../../generated/prisma/client.js';
import { type ticketFacts, visibleTickets, visibleTicketsSql } from './ticket-policy.js';

/** Where, in which order and how many; the shape comes from the face. */
export type TicketPage = Pick<Prisma.TicketFindManyArgs, 'where' | 'orderBy' | 'take' | 'skip'>;

/** A ticket the caller can see, in the asked-for shape. */
export async function getTicket<Shape extends Prisma.TicketDefaultArgs>(ctx: Context, id: number, shape?: Shape) {
  const who = signedIn(ctx);
  const ticket = isId(id)
    ? await ctx.db.ticket.findFirst({ ...shape, where: { AND: [{ id }, visibleTickets(who)] } })
    : null;
  demand(ticket, notFound('Ticket'));
  // The row has the asked-for shape; Prisma cannot infer it through a spread type parameter.
  return ticket as Prisma.TicketGetPayload<Shape>;
}

/** A page of the tickets the caller can see. */
export async function listTickets<Shape extends Prisma.TicketDefaultArgs>(
  ctx: Context,
  page: TicketPage,
  shape?: Shape,
) {
  const where = { AND: [visibleTickets(signedIn(ctx)), page.where ?? {}] };
  const tickets = await ctx.db.ticket.findMany({ ...shape, ...page, where });
  // As in `getTicket`.
  return tickets as Prisma.TicketGetPayload<Shape>[];
}

type LockedShape = { include: { submitter: { select: typeof ticketFacts.submitter.select } } };

/** A ticket with what the policy needs, held against other writers until the transaction ends. */
export type LockedTicket = Prisma.TicketGetPayload<LockedShape> & { readonly callerSubscribes: boolean };

const ticketColumns = Prisma.raw(namedColumns(Prisma.TicketScalarFieldEnum, 't'));

/**
 * Locks a visible ticket for a change. Whatever hangs something on a ticket starts here, so that nothing
 * is written to a ticket that is being merged away or deleted.
 */
export async function lockTicket(tx: Context, id: number): Promise<LockedTicket> {
  demand(isId(id), notFound('Ticket'));
  const who = signedIn(tx);
  // The submitter is no join: that would drop a ticket whose submitter changed while we waited for the lock.
  const [ticket] = await tx.db.$queryRaw<LockedTicket[]>`
    SELECT ${ticketColumns}, (
      SELECT json_build_object('companyId', u."companyId", 'departmentId', u."departmentId")
      FROM "User" u WHERE u.id = t."submitterId"
    ) AS submitter, EXISTS (
      SELECT 1 FROM "TicketParticipant" p WHERE p."ticketId" = t.id AND p."userId" = ${who.id} AND p."isSubscribed"
    ) AS "callerSubscribes"
    FROM "Ticket" t WHERE t.id = ${id} AND ${visibleTicketsSql(who)} FOR NO KEY UPDATE`;
  demand(ticket, notFound('Ticket'));
  return ticket;
}

/** Locks several tickets in the order of their ids, so that two callers cannot wait for each other; answers in the order asked. */
export async function lockTickets(tx: Context, ids: readonly number[]): Promise<LockedTicket[]> {
  const locked = new Map<number, LockedTicket>();
  for (const id of [...new Set(ids)].sort((a, b) => a - b)) locked.set(id, await lockTicket(tx, id));
  return ids.flatMap((id) => locked.get(id) ?? []);
}

/** Writes a change of a locked ticket, counts its version up and notes who did it. */
export async function saveTicket(tx: Context, id: number, data: Prisma.TicketUncheckedUpdateInput): Promise<Ticket> {
  return tx.db.ticket.update({ where: { id }, data: noted(tx, data) });
}

/** The same for whoever does not need the ticket afterwards, which may be long. */
export async function touchTicket(tx: Context, id: number, data: Prisma.TicketUncheckedUpdateInput): Promise<void> {
  await tx.db.ticket.updateMany({ where: { id }, data: noted(tx, data) });
}

function noted(tx: Context, data: Prisma.TicketUncheckedUpdateInput) {
  return { updatedAt: tx.now(), lastUpdatedById: tx.who?.id ?? null, version: { increment: 1 }, ...data };
}
