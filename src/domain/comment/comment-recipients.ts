import type { Context } from '../../core/context.js';
import { type Comment, Prisma } from '../../generated/prisma/client.js';
import type { LockedTicket } from '../ticket/ticket-service.js';

/**
 * Writes down who is to be told about a comment: subscribers and assignee, but not its author; staff only if it is
 * internal. With `only`, no others of them.
 */
export async function addRecipients(
  tx: Context,
  ticket: LockedTicket,
  comment: Comment,
  only: readonly number[] | undefined,
): Promise<void> {
  const chosen = only ? Prisma.sql`AND u.id = ANY(${[...only]}::int[])` : Prisma.empty;
  const isTechnician = Prisma.sql`EXISTS (
    SELECT 1 FROM "CategoryTechnician" c WHERE c."userId" = u.id AND c."categoryId" = ${ticket.categoryId})`;
  const staff = comment.isInternal ? Prisma.sql`AND (u."isAdmin" OR ${isTechnician})` : Prisma.empty;
  await tx.db.$executeRaw`
    INSERT INTO "CommentRecipient" ("commentId", "userId")
    SELECT ${comment.id}::int, u.id FROM "User" u
    WHERE u.id IN (
      SELECT "userId" FROM "TicketParticipant" WHERE "ticketId" = ${ticket.id} AND "isSubscribed"
      UNION ALL SELECT ${ticket.assigneeId}::int
    ) AND u.id <> ${comment.authorId} AND NOT u."isDisabled" AND NOT u."isTombstone" ${chosen} ${staff}`;
}
