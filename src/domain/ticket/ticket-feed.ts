import type { Context, Db } from '../../core/context.js';
import { signedIn } from '../../core/principal.js';
import type { Prisma, TicketEvent } from '../../generated/prisma/client.js';
import { visibleTicketEvents } from './ticket-event-filter.js';
import { visibleTickets } from './ticket-policy.js';

/** An entry of the history as far as it has to be known to find those whom it concerns. */
export type FeedEvent = Pick<TicketEvent, 'id' | 'ticketNumber' | 'kind' | 'commentId'>;

const feedShape = { id: true, ticketNumber: true, kind: true, commentId: true } as const;

/** Up to where the history is complete. */
export interface Horizon {
  /** No entry with this id or a smaller one will appear any more. Null as long as that is not known of any. */
  readonly completeTo: number | null;
  /** Transactions that may add entries were under way: ask again in a moment. */
  readonly isMoving: boolean;
}

interface Sighting {
  readonly last: number;
  /** Transactions that have written to the history, by their virtual ids. */
  readonly writers: readonly string[];
}

/**
 * Finds out, call after call, how far the history is complete. Ids are given out before the commit, so a smaller one may
 * become visible after a larger one. Whoever has been given an id holds a lock on the table until its entry is visible or
 * gone: an id is final as soon as everybody who held that lock after it was given out has let go.
 */
export function createHorizon(db: Db): () => Promise<Horizon> {
  let completeTo: number | null = null;
  let pending: Sighting | null = null;

  return async () => {
    const seen = await look(db);
    if (pending && !pending.writers.some((writer) => seen.writers.includes(writer))) {
      completeTo = pending.last;
      pending = null;
    }
    if (seen.writers.length === 0) completeTo = seen.last;
    else if (seen.last !== completeTo) pending ??= seen;
    return { completeTo, isMoving: pending !== null };
  };
}

async function look(db: Db): Promise<Sighting> {
  // The subquery refers to the sequence, so that the locks are read after it and not before.
  const [sighting] = await db.$queryRaw<Sighting[]>`
    SELECT (CASE WHEN ids.is_called THEN ids.last_value ELSE 0 END)::int AS last, ARRAY(
      SELECT virtualtransaction FROM pg_locks
      WHERE locktype = 'relation' AND relation = '"TicketEvent"'::regclass AND mode = 'RowExclusiveLock' AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND ids.last_value IS NOT NULL
    ) AS writers FROM "TicketEvent_id_seq" AS ids`;
  if (!sighting) throw new Error('The sequence of the history is gone.');
  return sighting;
}

export interface FeedPage {
  readonly after: number;
  readonly upTo: number;
  readonly count: number;
  /** Only entries about this ticket. */
  readonly ticketId?: number | undefined;
}

/** A page of the history of all tickets: entries after one id, up to another and that one included. */
export function readFeed(db: Db, { after, upTo, count, ticketId }: FeedPage): Promise<FeedEvent[]> {
  const where = { id: { gt: after, lte: upTo }, ...(ticketId !== undefined && { ticketId }) };
  return db.ticketEvent.findMany({ where, select: feedShape, orderBy: { id: 'asc' }, take: count });
}

/** Whether there is such an entry. */
export async function isInFeed(db: Db, id: number): Promise<boolean> {
  return (await db.ticketEvent.count({ where: { id } })) === 1;
}

/** The clause for those of the entries that the caller can see by now and whose tickets match. */
export function visibleFeed(
  ctx: Context,
  events: readonly FeedEvent[],
  tickets: Prisma.TicketWhereInput,
): Prisma.TicketEventWhereInput {
  const who = signedIn(ctx);
  const ids = events.map(({ id }) => id);
  return { AND: [{ id: { in: ids } }, visibleTicketEvents(who), { ticket: { AND: [visibleTickets(who), tickets] } }] };
}
