import type { Context } from '../../core/context.js';
import { demand, forbidden } from '../../core/errors.js';
import { signedIn } from '../../core/principal.js';
import type { Ticket } from '../../generated/prisma/client.js';
import { releaseFiles } from '../file/file-release.js';
import { recordEvent } from './ticket-events.js';
import { canDelete } from './ticket-policy.js';
import { lockTicket } from './ticket-service.js';
import { lockTree, placeSubTickets } from './ticket-tree.js';

/** Deletes a ticket with all that hangs on it. Its history stays, its sub-tickets stay without a parent. */
export async function deleteTicket(ctx: Context, id: number): Promise<Ticket> {
  const who = signedIn(ctx);

  return ctx.inTransaction(async (tx) => {
    await lockTree(tx);
    const ticket = await lockTicket(tx, id);
    demand(canDelete(who, ticket), forbidden('delete this ticket'));
    await placeSubTickets(tx, id, null);
    recordEvent(tx, { ticketId: id, kind: 'DELETED' });
    await releaseFiles(tx, { ticketId: id });
    await tx.db.ticket.delete({ where: { id } });
    return ticket;
  });
}
