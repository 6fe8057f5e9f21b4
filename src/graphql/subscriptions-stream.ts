import type { Context } from '../core/context.js';
import { AppError, demand, invalid } from '../core/errors.js';
import { signedIn } from '../core/principal.js';
import { type FeedEvent, isInFeed, readFeed } from '../domain/ticket/ticket-feed.js';
import type { Feed } from './subscriptions-feed.js';
import { createQueue, type Line, type Queue } from './subscriptions-queue.js';

export const STREAMS_MAX = 20;

/** How far back a subscription to all tickets can go. */
const REPLAY_MAX = 100_000;

const PAGE = 200;

export interface StreamOptions {
  readonly feed: Feed;
  readonly line: Line;
  /** The last entry that the client knows; null to start with what happens from now on. */
  readonly since: number | null;
  /** Only entries about this ticket. */
  readonly ticketId?: number;
  readonly wants?: (event: FeedEvent) => boolean;
  /** Those of the entries that may be delivered now. What it throws ends the subscription. */
  select(events: readonly FeedEvent[]): Promise<readonly FeedEvent[]>;
}

/** What a subscriber gets: entries of the history, and at the end perhaps why there are no more. */
export type Delivery = { readonly event: FeedEvent } | { readonly failure: unknown };

/** Opens a subscription; nothing that happens after it has resolved is missed, and nothing comes twice. */
export async function openStream(ctx: Context, options: StreamOptions): Promise<AsyncIterableIterator<Delivery>> {
  const { feed, line, since, ticketId, wants = () => true } = options;
  const who = signedIn(ctx);
  const refusal = new AppError('RATE_LIMITED', `You have ${STREAMS_MAX} subscriptions already.`, {
    retryAfterSeconds: 60,
  });
  demand(feed.countOf(who.id) < STREAMS_MAX, refusal);

  const isNew = ({ id }: FeedEvent) => since === null || id > since;
  const isAbout = ({ ticketNumber }: FeedEvent) => ticketId === undefined || ticketNumber === ticketId;
  const isWanted = (event: FeedEvent) => isNew(event) && isAbout(event) && wants(event);
  const queue = createQueue({ who, feed, line, wants: isWanted });
  line.signal.addEventListener('abort', queue.close, { once: true });
  try {
    await feed.join(queue.inbox);
    const openedAt = queue.inbox.openedAt ?? 0;
    await demandSince(ctx, options, openedAt);
    if (line.signal.aborted) queue.close();
    return toStream(deliver(ctx, options, queue, openedAt), queue);
  } catch (error) {
    queue.close();
    throw error;
  }
}

async function demandSince(ctx: Context, { since, ticketId }: StreamOptions, openedAt: number): Promise<void> {
  if (since === null) return;
  // Another process may have been ahead of this one.
  const isKnown = since > 0 && (since <= openedAt || (await isInFeed(ctx.db, since)));
  demand(isKnown, invalid('since', 'since is not the id of an event.'));
  const isNear = ticketId !== undefined || openedAt - since <= REPLAY_MAX;
  demand(isNear, invalid('since', 'since lies too far back. Read the list of tickets, then subscribe without it.'));
}

function toStream(
  deliveries: AsyncGenerator<Delivery, undefined>,
  { close, noteReading }: Queue,
): AsyncIterableIterator<Delivery> {
  const stream: AsyncIterableIterator<Delivery> = {
    next() {
      noteReading(true);
      return deliveries.next().finally(() => noteReading(false));
    },
    return() {
      // Wakes up a `next` that is waiting; the generator's own `return` would wait for it.
      close();
      return deliveries.return(undefined);
    },
    [Symbol.asyncIterator]: () => stream,
  };
  return stream;
}

async function* deliver(
  ctx: Context,
  options: StreamOptions,
  queue: Queue,
  openedAt: number,
): AsyncGenerator<Delivery, undefined> {
  try {
    for await (const events of batches(ctx, options, queue, openedAt)) {
      const selected = events.length > 0 ? await options.select(events) : [];
      for (const event of selected) {
        if (queue.isOver()) break;
        yield { event };
      }
    }
  } catch (failure) {
    yield { failure };
    return;
  } finally {
    queue.close();
  }
  const reason = queue.reason();
  if (reason) yield { failure: reason };
}

/**
 * First what happened between `since` and the start of the subscription, from the database; then what the feed brings.
 * Again from the database whenever more came at once than the queue holds.
 */
async function* batches(ctx: Context, options: StreamOptions, queue: Queue, openedAt: number) {
  const { feed, since, ticketId, wants = () => true } = options;
  let upTo = openedAt;
  let after = since ?? upTo;
  while (!queue.isOver()) {
    while (after < upTo && !queue.isOver()) {
      const events = await readFeed(ctx.db, { after, upTo, count: PAGE, ticketId });
      after = events.length < PAGE ? upTo : (events.at(-1)?.id ?? upTo);
      yield events.filter(wants);
    }
    while (!queue.isOver() && !queue.isBehind()) {
      const events = await queue.take();
      after = events.at(-1)?.id ?? after;
      yield events;
    }
    if (!queue.isOver()) await feed.join(queue.inbox);
    upTo = queue.inbox.openedAt ?? upTo;
  }
}
