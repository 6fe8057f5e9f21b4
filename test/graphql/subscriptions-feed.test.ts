import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SignalBus } from '../../src/core/bus.js';
import type { AppError } from '../../src/core/errors.js';
import { createTicket } from '../../src/domain/ticket/ticket-create.js';
import { createHorizon } from '../../src/domain/ticket/ticket-feed.js';
import { createFeed, type Feed, type Inbox } from '../../src/graphql/subscriptions-feed.js';
import { createLocalBus } from '../../src/infra/bus.js';
import { type Desk, makeDesk } from '../notifications/desk.js';
import { testDatabase } from '../support/db.js';
import { subscribeSse } from './live-client.js';
import { makeToken, startLiveServer } from './live-server.js';

// Thousands of events take seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const database = await testDatabase('postgres');
const { db } = database;

let bus: SignalBus;
let desk: Desk;
let feed: Feed;
let user: number;
let categoryId: number;

beforeEach(async () => {
  await database.truncate();
  bus = createLocalBus();
  desk = makeDesk(database, (event) => bus.publish(event));
  user = await desk.makeUser('customer');
  categoryId = await desk.makeCategory([]);
  feed = createFeed({ db, bus, pollMs: 30, onError: () => {} });
});

afterEach(() => feed.close());

const file = async () => createTicket(await desk.as(user), { categoryId, subject: 'No ink', body: '' });

async function join() {
  const received: number[] = [];
  const ended: AppError[] = [];
  const inbox: Inbox = {
    callerId: user,
    openedAt: null,
    receive: (events) => void received.push(...events.map(({ id }) => id)),
    recheck: () => {},
    end: (reason) => void ended.push(reason),
  };
  await feed.join(inbox);
  return { inbox, received, ended };
}

/** Files a ticket in a transaction that stays open until it is told how to end. */
async function startFiling() {
  let end: (isKept: boolean) => void = () => {};
  const ending = new Promise<boolean>((resolve) => {
    end = resolve;
  });
  const ctx = await desk.as(user);
  let sayWritten = () => {};
  const written = new Promise<void>((resolve) => {
    sayWritten = resolve;
  });
  const filing = ctx
    .inTransaction(async (tx) => {
      await createTicket(tx, { categoryId, subject: 'Slow', body: '' });
      // The event is not waited for, but comes before what is asked next.
      await tx.db.ticketEvent.count();
      sayWritten();
      if (!(await ending)) throw new Error('changed my mind');
    })
    .catch(() => {});
  await written;
  return async (isKept: boolean) => {
    end(isKept);
    await filing;
  };
}

describe('works', () => {
  it('waits for a smaller id that is committed later, and delivers in order', async () => {
    const { received } = await join();
    const finish = await startFiling();
    await file();
    await file();
    await new Promise((resolve) => setImmediate(resolve));
    expect(received).toEqual([]);
    await finish(true);
    await vi.waitFor(() => expect(received).toEqual([1, 2, 3]));
  });

  it('does not wait for an id that was rolled back', async () => {
    const { received } = await join();
    const finish = await startFiling();
    await file();
    await finish(false);
    await vi.waitFor(() => expect(received).toEqual([2]));
  });

  it('opens a subscription only when nothing older can come any more', async () => {
    const finish = await startFiling();
    let isOpen = false;
    const joining = join().then((joined) => {
      isOpen = true;
      return joined;
    });
    await file();
    expect(isOpen).toBe(false);
    await finish(true);
    const { inbox, received } = await joining;
    expect(inbox.openedAt).toBeGreaterThanOrEqual(1);
    await file();
    await vi.waitFor(() => expect(received.at(-1)).toBe(3));
    expect(received[0]).toBe((inbox.openedAt ?? 0) + 1);
  });

  it('finds what no signal told about', async () => {
    const { received } = await join();
    const silent = makeDesk(database);
    await createTicket(await silent.as(user), { categoryId, subject: 'Unheard', body: '' });
    await vi.waitFor(() => expect(received).toEqual([1]));
  });

  it('starts at the end of the history for the first subscriber', async () => {
    await file();
    const { inbox, received } = await join();
    expect(inbox.openedAt).toBe(1);
    feed.leave(inbox);
    await file();
    const later = await join();
    expect(later.inbox.openedAt).toBe(2);
    expect([received, later.received]).toEqual([[], []]);
  });

  it('delivers everything once, in order, whatever commits when', async () => {
    const { received } = await join();
    const writeThree = async () => {
      for (let count = 1; count <= 3; count += 1) await file();
    };
    await Promise.all(Array.from({ length: 8 }, writeThree));
    await vi.waitFor(() => expect(received).toHaveLength(24));
    expect(received).toEqual([...received].sort((a, b) => a - b));
  });

  it('knows the horizon of an empty history', async () => {
    expect(await createHorizon(db)()).toEqual({ completeTo: 0, isMoving: false });
  });
});

/** Writes many entries of some size at once. */
async function writeEvents(ticketId: number, count: number, bytes: number): Promise<void> {
  await db.$executeRaw`
    INSERT INTO "TicketEvent" ("ticketId", "ticketNumber", kind, face, changes)
    SELECT ${ticketId}, ${ticketId}, 'UPDATED', 'SYSTEM',
      jsonb_build_array(jsonb_build_object('field', 'body', 'before', NULL, 'after', repeat('x', ${bytes}::int)))
    FROM generate_series(1, ${count}::int)`;
  bus.publish({ name: 'ticket.changed', ticketId, eventId: count });
}

describe('mistakes', () => {
  it('ends all subscriptions when it closes', async () => {
    const { ended } = await join();
    feed.close();
    expect(ended.map(({ code }) => code)).toEqual(['UNAVAILABLE']);
  });

  it('brings everything to a subscriber who reads, though more comes at once than is kept for it', async () => {
    const server = await startLiveServer({ db, bus });
    const { id: ticketId } = await file();
    const query = 'subscription { ticketsChanged { event { databaseId } } }';
    const changes = await subscribeSse(server.url, query, { token: await makeToken(db, user) });
    await writeEvents(ticketId, 1300, 1);
    for (let id = 2; id <= 1301; id += 1) {
      expect((await changes.next())?.data.ticketsChanged.event.databaseId).toBe(id);
    }
    changes.close();
    await server.close();
  });

  it('drops a subscriber who does not read', async () => {
    const server = await startLiveServer({ db, bus, recheckMs: 50, stallMs: 200 });
    const { id: ticketId } = await file();
    const query = encodeURIComponent('subscription { ticketsChanged { event { changes { after } } } }');
    const headers = { authorization: `Bearer ${await makeToken(db, user)}`, accept: 'text/event-stream' };
    const response = await new Promise<IncomingMessage>((resolve) => {
      get(`${server.url}?query=${query}`, { headers }, (answer) => resolve(answer.pause()));
    });
    await vi.waitFor(() => expect(server.streamsOf(user)).toBe(1));

    // More than the buffers of a connection hold.
    await writeEvents(ticketId, 300, 200_000);
    await vi.waitFor(() => expect(server.streamsOf(user)).toBe(0), { timeout: 10_000 });
    const cut = once(response, 'error');
    response.resume();
    expect(await cut).toMatchObject([{ message: 'aborted' }]);
    await server.close();
  });
});
