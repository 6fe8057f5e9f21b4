import { setTimeout as sleep } from 'node:timers/promises';
import type { SignalBus } from '../core/bus.js';
import type { Db } from '../core/context.js';
import { type AppError, unavailable } from '../core/errors.js';
import { createNudge } from '../core/nudge.js';
import { createHorizon, type FeedEvent, readFeed } from '../domain/ticket/ticket-feed.js';

/** One subscriber as the feed sees it. */
export interface Inbox {
  readonly callerId: number;
  /**
   * Up to this id the subscriber reads the history by itself; the feed brings what comes after. Set by the feed. A
   * subscriber that cannot keep up sets it to null, gets nothing any more, and joins again.
   */
  openedAt: number | null;
  /** Takes new entries, in order. Must not throw. */
  receive(events: readonly FeedEvent[]): void;
  /** Finds out whether the subscriber may still listen. Must not throw. */
  recheck(): void;
  /** Ends the subscription, telling the subscriber why. */
  end(reason: AppError): void;
}

/** Brings what happens to tickets to all subscribers of this process: one reader of the database, however many there are. */
export interface Feed {
  /** Resolves when nothing that happens from now on can be missed. */
  join(inbox: Inbox): Promise<void>;
  leave(inbox: Inbox): void;
  countOf(callerId: number): number;
  /** How long a subscriber may leave unread what there is for it. */
  readonly stallMs: number;
  /** Ends all subscriptions. */
  close(): void;
}

export interface FeedParts {
  readonly db: Db;
  readonly bus: SignalBus;
  onError(error: unknown): void;
  /** How often to look, in case that a signal was lost. */
  readonly pollMs?: number;
  /** How often to ask whether subscribers may still listen, in case that a token ran out, and whether they read. */
  readonly recheckMs?: number;
  readonly stallMs?: number;
}

const PAGE = 500;
const POLL_MS = 1000;
const RECHECK_MS = 60_000;
const STALL_MS = 30_000;
/** How long to leave transactions that are under way alone. */
const MOVING_MS = 4;

/** Where the reader of a process stands. */
interface Reader {
  readonly inboxes: Set<Inbox>;
  readonly joining: Map<Inbox, Opening>;
  /** Everything up to this id has been brought; null before the first subscriber. */
  position: number | null;
}

export function createFeed(parts: FeedParts): Feed {
  const reader: Reader = { inboxes: new Set(), joining: new Map(), position: null };
  const { inboxes, joining } = reader;
  const reading = startReading(parts, reader);

  return {
    stallMs: parts.stallMs ?? STALL_MS,
    async join(inbox) {
      const opening = createOpening();
      inboxes.add(inbox);
      joining.set(inbox, opening);
      reading.nudge();
      await opening.promise;
    },
    leave(inbox) {
      inboxes.delete(inbox);
      joining.get(inbox)?.resolve();
      joining.delete(inbox);
    },
    countOf: (callerId) => [...inboxes].filter((inbox) => inbox.callerId === callerId).length,
    close() {
      reading.stop();
      for (const inbox of inboxes) inbox.end(unavailable('The desk is restarting. Subscribe again.', 1));
    },
  };
}

/** Reads when a signal says so, and regularly. */
function startReading(parts: FeedParts, reader: Reader) {
  const { bus, onError, pollMs = POLL_MS, recheckMs = RECHECK_MS } = parts;
  const { inboxes, joining } = reader;
  const read = createRounds(parts, reader);
  const { nudge } = createNudge(read, (error) => {
    onError(error);
    for (const { reject } of joining.values()) reject(error);
    joining.clear();
  });

  const recheck = (callerId: number | null) => {
    for (const inbox of inboxes) if (callerId === null || inbox.callerId === callerId) inbox.recheck();
  };
  const endListening = [
    bus.onGap(() => recheck(null)),
    bus.subscribe((signal) => {
      if (signal.name === 'ticket.changed' && inboxes.size > 0) nudge();
      // After those who remember callers have heard it too.
      if (signal.name === 'user.changed') setImmediate(recheck, signal.userId);
    }),
  ];
  const timers = [setInterval(() => inboxes.size > 0 && nudge(), pollMs), setInterval(recheck, recheckMs, null)];
  for (const timer of timers) timer.unref();

  return {
    nudge,
    stop() {
      for (const end of endListening) end();
      for (const timer of timers) clearInterval(timer);
    },
  };
}

/** One round brings everything there is, also what is being committed at the moment. */
function createRounds({ db }: FeedParts, reader: Reader): () => Promise<void> {
  const readHorizon = createHorizon(db);
  return async () => {
    while (reader.inboxes.size > 0) {
      const { completeTo, isMoving } = await readHorizon();
      if (completeTo !== null) await advance(db, reader, completeTo);
      if (!isMoving) return;
      await sleep(MOVING_MS);
    }
  };
}

async function advance(db: Db, reader: Reader, completeTo: number): Promise<void> {
  const { inboxes, joining } = reader;
  // Nobody listens to what has been until now.
  if (joining.size === inboxes.size) reader.position = completeTo;
  let position = reader.position ?? completeTo;
  while (position < completeTo) {
    const events = await readFeed(db, { after: position, upTo: completeTo, count: PAGE });
    position = events.length < PAGE ? completeTo : (events.at(-1)?.id ?? completeTo);
    reader.position = position;
    for (const inbox of inboxes) if (inbox.openedAt !== null) inbox.receive(events);
  }
  for (const [inbox, { resolve }] of joining) {
    inbox.openedAt = position;
    resolve();
  }
  joining.clear();
}

/** The promise of a subscriber that joins. */
interface Opening {
  readonly promise: Promise<void>;
  resolve(): void;
  reject(error: unknown): void;
}

function createOpening(): Opening {
  let resolve = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<void>((onDone, onError) => {
    resolve = onDone;
    reject = onError;
  });
  return { promise, resolve, reject };
}
