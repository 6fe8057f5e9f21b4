import type { Context } from '../../core/context.js';
import { demand, forbidden, invalid } from '../../core/errors.js';
import { signedIn } from '../../core/principal.js';
import type { Prisma, Ticket } from '../../generated/prisma/client.js';
import { recordEvent } from './ticket-events.js';
import { latestFirst } from './ticket-listing.js';
import { isTicketStaff } from './ticket-policy.js';
import { getTicket, listTickets, lockTicket, lockTickets, saveTicket } from './ticket-service.js';

/** Any number that no other advisory lock of the desk has. */
const TREE_LOCK = 7_471_002;

/** The visible tickets directly below a visible ticket, the last changed first. */
export async function listSubTickets<Shape extends Prisma.TicketDefaultArgs>(ctx: Context, id: number, shape?: Shape) {
  await getTicket(ctx, id, { select: { id: true } });
  return listTickets(ctx, { where: { parentId: id }, orderBy: latestFirst }, shape);
}

/** Puts a ticket below another, away from where it was before; never below itself. Answers the child. */
export async function addSubTicket(ctx: Context, parentId: number, childId: number): Promise<Ticket> {
  const who = signedIn(ctx);
  demand(parentId !== childId, invalid('childId', 'A ticket cannot be its own sub-ticket.'));

  return ctx.inTransaction(async (tx) => {
    await lockTree(tx);
    const tickets = await lockTickets(tx, [parentId, childId]);
    demand(
      tickets.every((ticket) => isTicketStaff(who, ticket)),
      forbidden('arrange these tickets'),
    );
    demand(
      !(await isBelow(tx, parentId, childId)),
      invalid('childId', 'The parent is itself below this ticket: that would make a circle.'),
    );
    return placeBelow(tx, childId, parentId);
  });
}

/** Detaches a ticket from its parent; one without a parent stays as it is. */
export async function removeSubTicket(ctx: Context, childId: number): Promise<Ticket> {
  const who = signedIn(ctx);

  return ctx.inTransaction(async (tx) => {
    await lockTree(tx);
    const child = await lockTicket(tx, childId);
    demand(isTicketStaff(who, child), forbidden('arrange this ticket'));
    return placeBelow(tx, childId, null);
  });
}

/**
 * Lets one transaction at a time change which ticket is below which: two moves that are fine on their own can make a
 * circle together. Take it before any ticket is locked.
 */
export async function lockTree(tx: Context): Promise<void> {
  await tx.db.$executeRaw`SELECT pg_advisory_xact_lock(${TREE_LOCK})`;
}

/** Whether a ticket is below another, at any depth. */
export async function isBelow(tx: Context, id: number, ancestorId: number): Promise<boolean> {
  const [found] = await tx.db.$queryRaw<{ isBelow: boolean }[]>`
    WITH RECURSIVE above (id) AS (
      SELECT "parentId" FROM "Ticket" WHERE id = ${id}
      UNION SELECT ticket."parentId" FROM "Ticket" ticket JOIN above ON ticket.id = above.id
    )
    SELECT EXISTS (SELECT 1 FROM above WHERE id = ${ancestorId}) AS "isBelow"`;
  return found?.isBelow ?? false;
}

/** Gives a ticket another parent and writes it down. Rights and circles are the caller's to check. */
export async function placeBelow(tx: Context, id: number, parentId: number | null): Promise<Ticket> {
  const before = await tx.db.ticket.findUniqueOrThrow({ where: { id } });
  if (before.parentId === parentId) return before;
  const after = await saveTicket(tx, id, { parentId });
  const changes = [{ field: 'parentId', before: before.parentId, after: parentId }];
  recordEvent(tx, { ticketId: id, kind: 'PARENT_CHANGED', changes });
  return after;
}

/** Gives all sub-tickets of a ticket another parent, or none. */
export async function placeSubTickets(tx: Context, id: number, parentId: number | null): Promise<void> {
  const where = { parentId: id, ...(parentId !== null && { id: { not: parentId } }) };
  const children = await tx.db.ticket.findMany({ where, select: { id: true }, orderBy: { id: 'asc' } });
  for (const child of children) await placeBelow(tx, child.id, parentId);
}
