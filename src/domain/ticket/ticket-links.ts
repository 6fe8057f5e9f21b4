import type { Context } from '../../core/context.js';
import { demand, forbidden, invalid } from '../../core/errors.js';
import { signedIn } from '../../core/principal.js';
import type { Prisma, Ticket } from '../../generated/prisma/client.js';

import { type Change, recordEvent } from './ticket-events.js';
import { latestFirst } from './ticket-listing.js';
import { isTicketStaff } from './ticket-policy.js';
import { getTicket, listTickets, lockTickets, saveTicket } from './ticket-service.js';

/** The visible tickets that a visible ticket is linked to, the last changed first. */
export async function listLinkedTickets<Shape extends Prisma.TicketDefaultArgs>(
  ctx: Context,
  id: number,
  shape?: Shape,
) {
  await getTicket(ctx, id, { select: { id: true } });
  return listTickets(ctx, { where: { linkedFrom: { some: { ticketId: id } } }, orderBy: latestFirst }, shape);
}

/** Links two tickets in both directions; linked ones stay as they are. Answers both in the order asked. */
export async function linkTickets(ctx: Context, id: number, otherId: number): Promise<Ticket[]> {
  return ctx.inTransaction(async (tx) => {
    const tickets = await lockBoth(tx, id, otherId);
    const rows = [
      { ticketId: id, linkedTicketId: otherId },
      { ticketId: otherId, linkedTicketId: id },
    ];
    const { count } = await tx.db.ticketLink.createMany({ data: rows, skipDuplicates: true });
    if (count === 0) return tickets;
    return recordBoth(tx, 'LINKED', [
      [id, { field: 'linkedTicketId', before: null, after: otherId }],
      [otherId, { field: 'linkedTicketId', before: null, after: id }],
    ]);
  });
}

/** Takes the link between two tickets away, in whatever order they are named; without a link nothing happens. */
export async function unlinkTickets(ctx: Context, id: number, otherId: number): Promise<Ticket[]> {
  return ctx.inTransaction(async (tx) => {
    const tickets = await lockBoth(tx, id, otherId);
    const { count } = await tx.db.ticketLink.deleteMany({
      where: {
        OR: [
          { ticketId: id, linkedTicketId: otherId },
          { ticketId: otherId, linkedTicketId: id },
        ],
      },
    });
    if (count === 0) return tickets;
    return recordBoth(tx, 'UNLINKED', [
      [id, { field: 'linkedTicketId', before: otherId, after: null }],
      [otherId, { field: 'linkedTicketId', before: id, after: null }],
    ]);
  });
}

async function lockBoth(tx: Context, id: number, otherId: number): Promise<Ticket[]> {
  const who = signedIn(tx);
  demand(id !== otherId, invalid('otherId', 'A ticket cannot be linked to itself.'));
  const tickets = await lockTickets(tx, [id, otherId]);
  demand(
    tickets.every((ticket) => isTicketStaff(who, ticket)),
    forbidden('link these tickets'),
  );
  return tickets;
}

async function recordBoth(
  tx: Context,
  kind: 'LINKED' | 'UNLINKED',
  sides: readonly (readonly [id: number, change: Change])[],
): Promise<Ticket[]> {
  const saved: Ticket[] = [];
  for (const [ticketId, change] of sides) {
    saved.push(await saveTicket(tx, ticketId, {}));
    recordEvent(tx, { ticketId, kind, changes: [change] });
  }
  return saved;
}
