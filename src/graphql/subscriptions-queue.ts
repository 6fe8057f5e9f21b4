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
  let waiting: FeedEvent[] = [];
  let isOver = false;
  let reason: AppError | null = null;
  let unreadSince: number | null = null;
  let wake = () => {};

  function close() {
    isOver = true;
    waiting = [];
    feed.leave(inbox);
    wake();
  }

  /** A subscriber who has something to read and does not: the answer to it would never be read either. */
  function cutIfStalled() {
    const isStuck = unreadSince !== null && performance.now() - unreadSince > feed.stallMs;
    if (!isStuck || (waiting.length === 0 && inbox.openedAt !== null)) return;
    inbox.end(unavailable('You do not read what you subscribed to. Subscribe again with since.'));
    line.cut();
  }

  const inbox: Inbox = {
    callerId: who.id,
    openedAt: null,
    receive(events) {
      waiting.push(...events.filter(wants));
      if (waiting.length > QUEUE_MAX) {
        waiting = [];
        inbox.openedAt = null;
      }
      wake();
    },
    recheck() {
      cutIfStalled();
      if (!isOver) void findObjection(who, line).then((objection) => objection && inbox.end(objection));
    },
    end(why) {
      reason ??= why;
      close();
    },
  };

  return {
    inbox,
    async take() {
      while (waiting.length === 0 && !isOver && inbox.openedAt !== null) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return waiting.splice(0, PAGE);
    },
    isBehind: () => inbox.openedAt === null,
    isOver: () => isOver,
    reason: () => reason,
    noteReading(isAsking) {
      unreadSince = isAsking ? null : performance.now();
    },
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
