import type { Context } from '../../core/context.js';

/** Makes a user a subscriber of a ticket, who sees it from now on. Adding a subscriber again changes nothing. */
export async function addParticipant(tx: Context, ticketId: number, userId: number): Promise<void> {
  const row = { ticketId, userId };
  await tx.db.ticketParticipant.createMany({ data: [row], skipDuplicates: true });
  await tx.db.ticketParticipant.updateMany({ where: { ...row, isSubscribed: false }, data: { isSubscribed: true } });
}
