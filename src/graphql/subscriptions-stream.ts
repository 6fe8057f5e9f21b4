import type { Context } from '../core/context.js';
import { AppError, demand, invalid, unauthenticated, unavailable } from '../core/errors.js';
import { type Principal, signedIn } from '../core/principal.js';
import { type FeedEvent, isInFeed, readFeed } from '../domain/ticket/ticket-feed.js';
import type { Feed, Inbox } from './subscriptions-feed.js';

export const STREAMS_MAX = 20;

/** How many entries may wait for a subscriber that does not read them. */
const QUEUE_MAX = 1000;

/** How far back a subscription to all tickets can go. */
const REPLAY_MAX = 100_000;

const PAGE = 200;

/** The connection that a subscription belongs to. */
export interface Line {
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
  /** Who calls, as of now: throws when the credentials are no longer good. */
  identify(): Promise<Principal | null>;
  /** Cuts the connection. */
  cut(): void;
}

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
  const { feed, line, since } = options;
  const who = signedIn(ctx);
  const hasRoom = feed.countOf(who.id) < STREAMS_MAX;
  demand(
    hasRoom,
    new AppError('RATE_LIMITED', `You have ${STREAMS_MAX} subscriptions already.`, { retryAfterSeconds: 60 }),
  );

  const queue = createQueue(who, options);
  line.signal.addEventListener('abort', queue.close, { once: true });
  try {
    await feed.join(queue.inbox);
    await demandSince(ctx, since, queue.inbox.openedAt ?? 0, options.ticketId);
    if (line.signal.aborted) queue.close();
  } catch (error) {
    queue.close();
    throw error;
  }

  const deliveries = deliver(ctx, options, queue);
  const stream: AsyncIterableIterator<Delivery> = {
    next: () => deliveries.next(),
    return() {
      // Wakes up a `next` that is waiting; the generator's own `return` would wait for it.
      queue.close();
      return deliveries.return(undefined);
    },
    [Symbol.asyncIterator]: () => stream,
  };
  return stream;
}

async function demandSince(ctx: Context, since: number | null, openedAt: number, ticketId?: number): Promise<void> {
  if (since === null) return;
  // Another process may have been ahead of this one.
  const isKnown = since > 0 && (since <= openedAt || (await isInFeed(ctx.db, since)));
  demand(isKnown, invalid('since', 'since is not the id of an event.'));
  const isNear = ticketId !== undefined || openedAt - since <= REPLAY_MAX;
  demand(isNear, invalid('since', 'since lies too far back. Read the list of tickets, then subscribe without it.'));
}

interface Queue {
  readonly inbox: Inbox;
  /** Waits for entries; none when the subscription is over. */
  take(): Promise<FeedEvent[]>;
  isOver(): boolean;
  /** Why it is over, if the subscriber is to know. */
  reason(): AppError | null;
  close(): void;
}

function createQueue(who: Principal, { feed, line, since, ticketId, wants }: StreamOptions): Queue {
  let waiting: FeedEvent[] = [];
  let isOver = false;
  let reason: AppError | null = null;
  let wake = () => {};

  function isWanted(event: FeedEvent): boolean {
    const isNew = since === null || event.id > since;
    return isNew && (ticketId === undefined || event.ticketNumber === ticketId) && (wants?.(event) ?? true);
  }

  function close() {
    isOver = true;
    waiting = [];
    feed.leave(inbox);
    wake();
  }

  const inbox: Inbox = {
    callerId: who.id,
    openedAt: null,
    receive(events) {
      waiting.push(...events.filter(isWanted));
      if (waiting.length > QUEUE_MAX) {
        inbox.end(unavailable('You read too slowly. Subscribe again with since.'));
        line.cut();
      }
      wake();
    },
    recheck: () => void findObjection(who, line).then((objection) => objection && inbox.end(objection)),
    end(why) {
      reason ??= why;
      close();
    },
  };

  return {
    inbox,
    async take() {
      while (waiting.length === 0 && !isOver) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return waiting.splice(0, PAGE);
    },
    isOver: () => isOver,
    reason: () => reason,
    close,
  };
}

/** Why the caller may not go on listening; null if nothing speaks against it. */
async function findObjection(who: Principal, line: Line): Promise<AppError | null> {
  try {
    const now = await line.identify();
    if (!now) return unauthenticated('Log in first: send your username and password, or a token.');
    return rightsOf(now) === rightsOf(who)
      ? null
      : new AppError('FORBIDDEN', 'Your rights have changed. Subscribe again.');
  } catch (error) {
    // Anything else says nothing about the caller; the next check will.
    return error instanceof AppError && error.code === 'UNAUTHENTICATED' ? error : null;
  }
}

function rightsOf({ technicianOf, ...rest }: Principal): string {
  const { username: _username, fullName: _fullName, ...rights } = rest;
  return JSON.stringify([Object.entries(rights).sort(), [...technicianOf].sort((a, b) => a - b)]);
}

async function* deliver(ctx: Context, options: StreamOptions, queue: Queue): AsyncGenerator<Delivery, undefined> {
  try {
    for await (const events of batches(ctx, options, queue)) {
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

/** First what happened between `since` and the start of the subscription, from the database; then what the feed brings. */
async function* batches(ctx: Context, { since, ticketId, wants }: StreamOptions, queue: Queue) {
  const upTo = queue.inbox.openedAt ?? 0;
  let after = since ?? upTo;
  while (after < upTo && !queue.isOver()) {
    const events = await readFeed(ctx.db, { after, upTo, count: PAGE, ticketId });
    after = events.length < PAGE ? upTo : (events.at(-1)?.id ?? upTo);
    yield wants ? events.filter(wants) : events;
  }
  while (!queue.isOver()) yield await queue.take();
}
