import type { Context } from '../../core/context.js';
import { namedColumns, RecordColumn } from '../../core/record-column.js';
import { type Comment, Prisma } from '../../generated/prisma/client.js';
import { type EventKey, eventParts, type NewEvent, publishEvent } from '../ticket/ticket-events.js';
import type { LockedTicket } from '../ticket/ticket-service.js';

/** A comment as it is stored. */
export type CommentRow = Pick<Comment, 'body' | 'isInternal' | 'isSystem'> & { readonly authorId: number };

const columns = Prisma.raw(namedColumns(Prisma.CommentScalarFieldEnum, 'written'));

/** What the history says of a comment. */
type CommentEvent = Pick<NewEvent, 'changes' | 'mails'>;

/**
 * Writes a comment, who is to be told about it, and the entry of the history, in one statement. Told are subscribers and assignee,
 * but not its author; staff only if it is internal; nobody of an entry of the system. With `only`, no others of them.
 */
export async function writeComment(
  tx: Context,
  ticket: LockedTicket,
  row: CommentRow,
  { only, ...about }: CommentEvent & { readonly only: readonly number[] | undefined },
): Promise<Comment> {
  const { authorId, body, isInternal, isSystem } = row;
  const added = Prisma.sql`
    INSERT INTO "Comment" AS written ("ticketId", "authorId", body, "isInternal", "isSystem", "createdAt")
    VALUES (${ticket.id}, ${authorId}, ${body}, ${isInternal}, ${isSystem}, ${tx.now()}) RETURNING ${columns}`;
  const recipients = isSystem ? Prisma.empty : Prisma.sql`told AS (${addRecipients(ticket, row, only)}),`;
  const entry = { ticketId: ticket.id, kind: 'COMMENT_ADDED', isInternal, ...about } as const;
  const event = eventParts(tx, entry, Prisma.sql`(SELECT id FROM added)`);
  const rows = tx.db.$queryRaw<(Comment & EventKey)[]>`
    WITH added AS (${added}), ${recipients} ${event} SELECT added.*, event.id AS "eventId" FROM added, event`;
  publishEvent(tx, ticket.id, rows);
  const [comment] = await rows;
  // An INSERT of one row that does not fail answers it.
  return comment as Comment;
}

/** The comment that the transaction has written last; null in a shape that is left to Prisma. */
export async function readWritten(tx: Context, select: Prisma.CommentSelect): Promise<object | null> {
  const record = new RecordColumn('Comment', 'written', select, 'record');
  // As a subquery it is worked out once, and found by the key.
  const [row] = await tx.db.$queryRaw<{ record: object | null }[]>`
    SELECT ${record} FROM "Comment" written
    WHERE written.id = (SELECT currval(pg_get_serial_sequence('"Comment"', 'id'))::int)`;
  return row?.record ?? null;
}

function addRecipients(
  ticket: LockedTicket,
  { authorId, isInternal }: CommentRow,
  only: readonly number[] | undefined,
): Prisma.Sql {
  const chosen = only ? Prisma.sql`AND u.id = ANY(${[...only]}::int[])` : Prisma.empty;
  const isTechnician = Prisma.sql`EXISTS (
    SELECT 1 FROM "CategoryTechnician" c WHERE c."userId" = u.id AND c."categoryId" = ${ticket.categoryId})`;
  const staff = isInternal ? Prisma.sql`AND (u."isAdmin" OR ${isTechnician})` : Prisma.empty;
  return Prisma.sql`
    INSERT INTO "CommentRecipient" ("commentId", "userId")
    SELECT added.id, u.id FROM added, "User" u
    WHERE u.id IN (
      SELECT "userId" FROM "TicketParticipant" WHERE "ticketId" = ${ticket.id} AND "isSubscribed"
      UNION ALL SELECT ${ticket.assigneeId}::int
    ) AND u.id <> ${authorId} AND NOT u."isDisabled" AND NOT u."isTombstone" ${chosen} ${staff}`;
}
