import type { Context } from '../../core/context.js';
import { Prisma } from '../../generated/prisma/client.js';
import type { MailKind, TicketEventKind } from '../../generated/prisma/enums.js';

/** One changed field of a ticket, in JSON values: dates as ISO 8601, relations as ids. */
export interface Change {
  readonly field: string;
  readonly before: Prisma.InputJsonValue | null;
  readonly after: Prisma.InputJsonValue | null;
}

export interface NewEvent {
  readonly ticketId: number;
  readonly kind: TicketEventKind;
  readonly changes?: readonly Change[];
  readonly commentId?: number;
  /** Only staff may read it. */
  readonly isInternal?: boolean;
  /** What people are to be told by mail, the most personal first; nobody is when absent or empty. */
  readonly mails?: readonly MailKind[];
}

/** What a statement with `eventParts` answers. */
export interface EventKey {
  readonly eventId: number;
}

/**
 * Adds an entry to a ticket's history, with the job of telling people about it, and publishes `ticket.changed`.
 * Call it in the transaction of the change, of which it becomes a part without being waited for.
 */
export function recordEvent(tx: Context, event: NewEvent): void {
  const parts = eventParts(tx, event, Prisma.sql`${event.commentId ?? null}::int`);
  publishEvent(tx, event.ticketId, tx.db.$queryRaw`WITH ${parts} SELECT id AS "eventId" FROM event`);
}

/** The entry and its job as parts of a statement, after `WITH`: `event` has its id. The comment may be one of another part. */
export function eventParts(tx: Context, event: Omit<NewEvent, 'commentId'>, commentId: Prisma.Sql): Prisma.Sql {
  const { ticketId, kind, actorId, at, face, changes, isInternal } = columnsOf(tx, event);
  const { mails = [] } = event;
  const job = Prisma.sql`, job AS (
    INSERT INTO "MailJob" ("eventId", kinds) SELECT id, ${[...mails]}::text[]::"MailKind"[] FROM event)`;
  return Prisma.sql`event AS (
    INSERT INTO "TicketEvent" ("ticketId", "ticketNumber", kind, "actorId", at, face, changes, "commentId", "isInternal")
    VALUES (${ticketId}, ${ticketId}, ${kind}::text::"TicketEventKind", ${actorId}, ${at}, ${face}::text::"Face",
      ${JSON.stringify(changes)}::text::jsonb, ${commentId}, ${isInternal}) RETURNING id)${mails.length > 0 ? job : Prisma.empty}`;
}

/** Tells of the entry that a statement adds, once the transaction has committed. */
export function publishEvent(tx: Context, ticketId: number, written: Promise<readonly EventKey[]>): void {
  tx.publish(written.then(([row]) => ({ name: 'ticket.changed', ticketId, eventId: row?.eventId ?? 0 })));
}

/** The same for many tickets at once, of which nobody is told by mail. */
export async function recordEvents(tx: Context, events: readonly Omit<NewEvent, 'mails'>[]): Promise<void> {
  const rows = await tx.db.ticketEvent.createManyAndReturn({
    data: events.map((event) => columnsOf(tx, event)),
    select: { id: true, ticketNumber: true },
  });
  for (const row of rows) tx.publish({ name: 'ticket.changed', ticketId: row.ticketNumber, eventId: row.id });
}

function columnsOf(tx: Context, event: NewEvent) {
  const { ticketId, kind, changes = [], commentId = null, isInternal = false } = event;
  return {
    ticketId,
    ticketNumber: ticketId,
    kind,
    actorId: tx.who?.id ?? null,
    at: tx.now(),
    face: tx.face,
    changes: changes.map((change) => ({ ...change })),
    commentId,
    isInternal,
  };
}

/** The fields in which the two versions differ, as changes. */
export function changesBetween(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Change[] {
  return Object.keys(after).flatMap((field) => {
    // Most fields of most changes.
    if (before[field] === after[field]) return [];
    const change = { field, before: toJson(before[field]), after: toJson(after[field]) };
    return JSON.stringify(change.before) === JSON.stringify(change.after) ? [] : [change];
  });
}

function toJson(value: unknown): Prisma.InputJsonValue | null {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return Array.isArray(value) ? value.map(toJson) : null;
}
