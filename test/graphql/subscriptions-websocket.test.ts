import type { Client } from 'graphql-ws';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createTicket } from '../../src/domain/ticket/ticket-create.js';
import { updateTicket } from '../../src/domain/ticket/ticket-update.js';
import { createLocalBus } from '../../src/infra/bus.js';
import { type Desk, makeDesk } from '../notifications/desk.js';
import { testDatabase } from '../support/db.js';
import { subscribeWs, wsClient } from './live-client.js';
import { type LiveServer, makeToken, startLiveServer } from './live-server.js';

const TICKET =
  'subscription($id: ID!, $since: ID) { ticketChanged(id: $id, since: $since) { event { id } ticket { subject } } }';

const database = await testDatabase();
const { db } = database;

let desk: Desk;
let server: LiveServer;
let clients: Client[];
let customer: number;
let id: number;

beforeEach(async () => {
  await database.truncate();
  const bus = createLocalBus();
  desk = makeDesk(database, (event) => bus.publish(event));
  server = await startLiveServer({ db, bus });
  clients = [];
  customer = await desk.makeUser('customer');
  const categoryId = await desk.makeCategory([]);
  id = (await createTicket(await desk.as(customer), { categoryId, subject: 'No ink', body: '' })).id;
});

afterEach(async () => {
  for (const client of clients) await client.dispose();
  await server.close();
});

function connect(connectionParams: Record<string, unknown>): Client {
  const client = wsClient(server.url, connectionParams);
  clients.push(client);
  return client;
}

const connectAs = async (userId: number) => connect({ Authorization: `Bearer ${await makeToken(db, userId)}` });

const change = async (subject: string) => void (await updateTicket(await desk.as(customer), id, { subject }));

const streams = (count: number) => vi.waitFor(() => expect(server.streamsOf(customer)).toBe(count));

/** How a connection ends or fails before it begins. */
function outcomeOf(socket: WebSocket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('unexpected-response', (_request, { statusCode }) => resolve(`HTTP ${statusCode}`));
    socket.once('close', (code) => resolve(`closed ${code}`));
    socket.on('error', () => {});
  });
}

describe('works', () => {
  it('delivers events, and replays from since', async () => {
    const client = await connectAs(customer);
    const changes = subscribeWs(client, TICKET, { id });
    const first = changes.next();
    await streams(1);
    await change('No blue ink');
    const message = await first;
    expect(message?.data.ticketChanged.ticket.subject).toBe('No blue ink');
    await change('No red ink');
    const replay = subscribeWs(client, TICKET, { id, since: message?.data.ticketChanged.event.id });
    expect((await replay.next())?.data.ticketChanged.ticket.subject).toBe('No red ink');
  });

  it('runs queries and mutations as well', async () => {
    const client = await connectAs(customer);
    const result = await subscribeWs(client, '{ viewer { username } }').next();
    expect(result?.data).toEqual({ viewer: { username: 'customer' } });
  });

  it('ends a subscription that the client completes, though nothing happens', async () => {
    const changes = subscribeWs(await connectAs(customer), TICKET, { id });
    void changes.next();
    await streams(1);
    changes.close();
    await streams(0);
  });

  it('ends all subscriptions of a connection that is cut', async () => {
    const client = await connectAs(customer);
    for (let count = 1; count <= 3; count += 1)
      void subscribeWs(client, TICKET, { id })
        .next()
        .catch(() => {});
    await streams(3);
    client.terminate();
    await streams(0);
  });

  it('takes the login from the header of the upgrade', async () => {
    const headers = { authorization: `Bearer ${await makeToken(db, customer)}` };
    const socket = new WebSocket(server.url, 'graphql-transport-ws', { headers });
    socket.once('open', () => socket.send('{"type":"connection_init"}'));
    const answer = await new Promise((resolve) => socket.once('message', (data) => resolve(String(data))));
    expect(answer).toBe('{"type":"connection_ack"}');
    socket.close();
  });
});

describe('refuses', () => {
  it.each([{}, { authorization: 'Bearer wrong' }, { authorization: 7 }])('closes with 4401 for %j', async (params) => {
    await expect(subscribeWs(connect(params), TICKET, { id }).next()).rejects.toMatchObject({ code: 4401 });
  });

  it('refuses pages of other sites before anything else', async () => {
    const open = (origin: string) => new WebSocket(server.url, 'graphql-transport-ws', { origin });
    expect(await outcomeOf(open('https://evil.example.com'))).toBe('HTTP 403');
    const allowed = open('https://app.example.com');
    await new Promise((resolve) => allowed.once('open', resolve));
    allowed.close();
  });

  it('sends an error for a ticket that is out of sight', async () => {
    const client = await connectAs(await desk.makeUser('other'));
    await expect(subscribeWs(client, TICKET, { id }).next()).rejects.toMatchObject([
      { message: 'Ticket not found.', extensions: { code: 'NOT_FOUND', requestId: expect.any(String) } },
    ]);
  });
});

describe('mistakes', () => {
  it('sends an error for a document that is wrong', async () => {
    const client = await connectAs(customer);
    const errorsOf = (query: string) => expect(subscribeWs(client, query).next()).rejects;
    await errorsOf('{ nonsense }').toMatchObject([{ message: expect.stringContaining('nonsense') }]);
    await errorsOf('not graphql').toMatchObject([{ message: expect.stringContaining('Syntax Error') }]);
  });

  it.each([
    ['oversized', 'x'.repeat(200_000), 'closed 1009'],
    ['meaningless', 'hello', 'closed 4400'],
  ])('closes a connection with %s messages', async (_what, text, outcome) => {
    const socket = new WebSocket(server.url, 'graphql-transport-ws');
    socket.once('open', () => socket.send(text));
    expect(await outcomeOf(socket)).toBe(outcome);
  });

  it('refuses other paths and other protocols', async () => {
    const elsewhere = server.url.replace('/graphql', '/elsewhere');
    expect(await outcomeOf(new WebSocket(elsewhere, 'graphql-transport-ws'))).toBe('HTTP 404');
    expect(await outcomeOf(new WebSocket(server.url))).toBe('closed 4406');
  });
});
