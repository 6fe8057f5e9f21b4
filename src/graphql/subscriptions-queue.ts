import { AppError, unauthenticated, unavailable } from '../core/errors.js';
import type { Principal } from '../core/principal.js';
import type { FeedEvent } from '../domain/ticket/ticket-feed.js';
import type { Feed, Inbox } from './subscriptions-feed.js';

/** The connection that a subscription belongs to. */
export interface Line {
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
  /** Who calls, as of now: throws when the credentials are no longer good. */
  identify(): Promise<Principal | null>;
  /** Cuts the connection. */
  cut(): void;
}

/** What waits for one subscriber. */
export interface Queue {
  readonly inbox: Inbox;
  /** Waits for entries; none when the subscription is over or has fallen behind. */
  take(): Promise<FeedEvent[]>;
  /** Too much was waiting and was let go: read the history, then join the feed again. */
  isBehind(): boolean;
  isOver(): boolean;
  /** Why it is over, if the subscriber is to know. */
  reason(): AppError | null;
  /** Says that the subscriber asks for more, or has been given something. */
  noteReading(isAsking: boolean): void;
  close(): void;
}

interface QueueOptions {
  readonly who: Principal;
  readonly feed: Feed;
  readonly line: Line;
  wants(event: FeedEvent): boolean;
}

/** How many entries may wait for a subscriber. */
const QUEUE_MAX = 1000;

const PAGE = 200;

export function createQueue({ who, feed, line, wants }: QueueOptions): Queue {
  const list = createList();
  let isOver = false;
  let reason: AppError | null = null;
  const inbox: Inbox = {
    callerId: who.id,
    openedAt: null,
    receive(events) {
      if (list.add(events.filter(wants)) <= QUEUE_MAX) return;
      inbox.openedAt = null;
      list.clear();
    },
    recheck() {
      if (list.unreadMs() > feed.stallMs && (list.isFilled() || inbox.openedAt === null)) {
        inbox.end(unavailable('You do not read what you subscribed to. Subscribe again with since.'));
        line.cut();
      } else void findObjection(who, line).then((objection) => objection && inbox.end(objection));
    },
    end(why) {
      reason ??= why;
      close();
    },
  };

  function close() {
    isOver = true;
    feed.leave(inbox);
    list.clear();
  }

  return {
    inbox,
    take: () => list.take(() => !isOver && inbox.openedAt !== null),
    isBehind: () => inbox.openedAt === null,
    isOver: () => isOver,
    reason: () => reason,
    noteReading: list.noteReading,
    close,
  };
}

/** Entries that one reader waits for. */
function createList() {
  let waiting: FeedEvent[] = [];
  let wake = () => {};
  let unreadSince: number | null = null;
  return {
    noteReading(isAsking: boolean) {
      unreadSince = isAsking ? null : performance.now();
    },
    /** How long the reader has not asked for more; 0 while it waits. */
    unreadMs: () => (unreadSince === null ? 0 : performance.now() - unreadSince),
    isFilled: () => waiting.length > 0,
    /** Answers how many are waiting. */
    add(events: readonly FeedEvent[]): number {
      waiting.push(...events);
      wake();
      return waiting.length;
    },
    /** Drops what is waiting and has the reader ask again whether to wait. */
    clear() {
      waiting = [];
      wake();
    },
    async take(isWaiting: () => boolean): Promise<FeedEvent[]> {
      while (waiting.length === 0 && isWaiting()) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return waiting.splice(0, PAGE);
    },
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
