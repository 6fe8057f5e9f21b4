import type { Context } from '../../core/context.js';
import { type Change, recordEvents } from './ticket-events.js';
import { STATUS } from './ticket-rules.js';

// What becomes of tickets when the user they name goes away. Rights are for the actions on users to check.

/** Enough to be quick, and few enough for one statement. */
const BATCH = 1000;

type Column = 'submitterId' | 'onBehalfOfId' | 'assigneeId';

/** Puts another user in the place of one, in every ticket and with its history. Who follows a ticket is moved apart. */
export async function replaceTicketPeople(tx: Context, fromId: number, toId: number): Promise<void> {
  await replace(tx, 'submitterId', fromId, toId);
  await replace(tx, 'onBehalfOfId', fromId, toId);
  await replace(tx, 'assigneeId', fromId, toId);
  await tx.db.ticket.updateMany({ where: { lastUpdatedById: fromId }, data: { lastUpdatedById: toId } });
  await tx.db.ticketEvent.updateMany({ where: { actorId: fromId }, data: { actorId: toId } });
}

/** Takes the assignee away from all of a user's open tickets: somebody else has to look after them. */
export async function unassignOpenTickets(tx: Context, userId: number): Promise<void> {
  const tickets = await tx.db.ticket.updateManyAndReturn({
    where: { assigneeId: userId, statusId: { not: STATUS.CLOSED } },
    data: {
      assigneeId: null,
      updatedAt: tx.now(),
      lastUpdatedById: tx.who?.id ?? null,
      version: { increment: 1 },
    },
    select: { id: true },
  });
  const ids = tickets.map(({ id }) => id);
  const createdAt = tx.now();
  const entries = ids.map((ticketId) => ({ ticketId, body: 'Ticket unassigned', isSystem: true, createdAt }));
  for (const batch of inBatches(entries)) await tx.db.comment.createMany({ data: batch });
  await record(tx, ids, { field: 'assigneeId', before: userId, after: null });
}

/** Lets a user follow and see all tickets that another one does. */
export async function moveParticipations(tx: Context, fromId: number, toId: number): Promise<void> {
  await tx.db.$executeRaw`
    INSERT INTO "TicketParticipant" AS known ("ticketId", "userId", "isSubscribed")
    SELECT "ticketId", ${toId}, "isSubscribed" FROM "TicketParticipant" WHERE "userId" = ${fromId}
    ON CONFLICT ("ticketId", "userId") DO UPDATE SET "isSubscribed" = known."isSubscribed" OR EXCLUDED."isSubscribed"`;
}

async function replace(tx: Context, column: Column, fromId: number, toId: number): Promise<void> {
  const tickets = await tx.db.ticket.updateManyAndReturn({
    where: { [column]: fromId },
    data: { [column]: toId, version: { increment: 1 } },
    select: { id: true },
  });
  const ids = tickets.map(({ id }) => id);
  await record(tx, ids, { field: column, before: fromId, after: toId });
  if (column !== 'submitterId') return;
  // The submitter is always a participant.
  const rows = ids.map((ticketId) => ({ ticketId, userId: toId, isSubscribed: false }));
  for (const batch of inBatches(rows)) await tx.db.ticketParticipant.createMany({ data: batch, skipDuplicates: true });
}

async function record(tx: Context, ids: readonly number[], change: Change): Promise<void> {
  const events = ids.map((ticketId) => ({ ticketId, kind: 'UPDATED' as const, changes: [change] }));
  for (const batch of inBatches(events)) await recordEvents(tx, batch);
}

function inBatches<Item>(items: readonly Item[]): Item[][] {
  const count = Math.ceil(items.length / BATCH);
  return Array.from({ length: count }, (_, index) => items.slice(index * BATCH, (index + 1) * BATCH));
}
