import type { Context } from '../../core/context.js';

/** Makes a user a subscriber of a ticket, who sees it from now on. Adding a subscriber again changes nothing. */
export async function addParticipant(tx: Context, ticketId: number, userId: number): Promise<void> {
  await tx.db.$executeRaw`
    INSERT INTO "TicketParticipant" AS p ("ticketId", "userId") VALUES (${ticketId}, ${userId})
    ON CONFLICT ("ticketId", "userId") DO UPDATE SET "isSubscribed" = TRUE WHERE NOT p."isSubscribed"`;
}
