import { isId } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { demand, forbidden } from '../../core/errors.js';
import { signedIn } from '../../core/principal.js';
import type { Prisma, Ticket } from '../../generated/prisma/client.js';
import { demandUser } from './ticket-create.js';
import { recordEvent } from './ticket-events.js';
import { addParticipant } from './ticket-participants.js';
import { isTicketStaff } from './ticket-policy.js';
import { getTicket, type LockedTicket, lockTicket } from './ticket-service.js';

/** Those who want to be told about a visible ticket, by username. */
export async function listSubscribers<Shape extends Prisma.UserDefaultArgs>(
  ctx: Context,
  ticketId: number,
  shape?: Shape,
) {
  const { id } = await getTicket(ctx, ticketId, { select: { id: true } });
  const users = await ctx.db.user.findMany({
    ...shape,
    where: { isTombstone: false, participations: { some: { ticketId: id, isSubscribed: true } } },
    orderBy: [{ username: 'asc' }, { id: 'asc' }],
  });
  // The rows have the asked-for shape; Prisma cannot infer it through a spread type parameter.
  return users as Prisma.UserGetPayload<Shape>[];
}

/** Makes a user a subscriber, who sees the ticket from then on. Others than staff add only themselves. */
export async function addTicketSubscriber(ctx: Context, ticketId: number, userId: number): Promise<Ticket> {
  return ctx.inTransaction(async (tx) => {
    const ticket = await lockTicket(tx, ticketId);
    demandRight(tx, ticket, userId);
    await demandUser(tx, userId, 'userId');
    if (await isSubscribed(tx, ticket.id, userId)) return ticket;
    await addParticipant(tx, ticket.id, userId);
    await record(tx, ticket.id, { before: null, after: userId });
    return ticket;
  });
}

/** Takes a subscriber away; somebody who is none is a no-op. The submitter goes on seeing the ticket, others may not. */
export async function removeTicketSubscriber(ctx: Context, ticketId: number, userId: number): Promise<Ticket> {
  return ctx.inTransaction(async (tx) => {
    const ticket = await lockTicket(tx, ticketId);
    demandRight(tx, ticket, userId);
    if (!(await isSubscribed(tx, ticket.id, userId))) return ticket;

    const where = { ticketId: ticket.id, userId };
    const isSubmitter = userId === ticket.submitterId;
    if (isSubmitter) await tx.db.ticketParticipant.updateMany({ where, data: { isSubscribed: false } });
    else await tx.db.ticketParticipant.deleteMany({ where });
    await record(tx, ticket.id, { before: userId, after: null });
    return ticket;
  });
}

function demandRight(tx: Context, ticket: LockedTicket, userId: number): void {
  const who = signedIn(tx);
  demand(userId === who.id || isTicketStaff(who, ticket), forbidden('add or remove other subscribers of this ticket'));
}

async function isSubscribed(tx: Context, ticketId: number, userId: number): Promise<boolean> {
  const where = { ticketId, userId, isSubscribed: true };
  return isId(userId) && (await tx.db.ticketParticipant.count({ where })) === 1;
}

async function record(tx: Context, ticketId: number, change: { before: number | null; after: number | null }) {
  const changes = [{ field: 'subscriberId', ...change }];
  recordEvent(tx, { ticketId, kind: 'SUBSCRIBERS_CHANGED', changes });
}
