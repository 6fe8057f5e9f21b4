import { connect } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { subscribeWs, wsClient } from '../graphql/live-client.js';
import { makeBearer } from '../support/bearers.js';
import { ADMIN, type DemoDesk, startDemoDesk } from '../support/demo-desk.js';
import { rememberSecret } from '../support/logs.js';
import { secret } from '../support/secrets.js';

const OWN = { DEMO: 'false', ADMIN_USERNAME: 'admin', ADMIN_PASSWORD: 'admin' };
// Behind a proxy every test can come from an address of its own.
const desk = await startDemoDesk({ ...OWN, TRUST_PROXY: '1' });
const direct = await startDemoDesk(OWN);
const fresh = await startDemoDesk({ DEMO: 'false', ADMIN_USERNAME: 'boss' });

type Headers = Record<string, string>;

const basic = (username: string, password: string) => ({ authorization: `Basic ${btoa(`${username}:${password}`)}` });
const from = (address: string, headers: Headers) => ({ ...headers, 'x-forwarded-for': address });

async function statusOf(headers: Headers, at: DemoDesk = desk): Promise<number> {
  const response = await at.get('/api/Stats', headers);
  await response.arrayBuffer();
  return response.status;
}

async function mutate(query: string, variables: object, headers: Headers = ADMIN): Promise<void> {
  const { data, errors } = await (await desk.ask(query, variables, headers)).json();
  expect(errors).toBeUndefined();
  expect(Object.values(data)).toEqual([expect.objectContaining({ errors: [] })]);
}

async function makeUser(username: string, password: string): Promise<string> {
  const query = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } errors { message } } }';
  const response = await desk.ask(query, { input: { username, password, isAdmin: true } });
  const { data } = await response.json();
  expect(data.createUser.errors).toEqual([]);
  return data.createUser.user.id;
}

const UPDATE = 'mutation ($input: UpdateUserInput!) { updateUser(input: $input) { errors { message } } }';
const CHANGE = 'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { errors { message } } }';

describe('three wrong passwords from an address', () => {
  it('block its logins, also right ones, but no tokens and no other address', async () => {
    const bearer = await makeBearer(desk.app, 'scripted');
    const guess = from('192.0.2.1', basic('admin', 'guess'));
    expect([await statusOf(guess), await statusOf(guess), await statusOf(guess)]).toEqual([401, 401, 401]);
    const refused = await desk.get('/api/Stats', from('192.0.2.1', ADMIN));
    expect(refused.status).toBe(403);
    expect(await refused.text()).toMatch(/blocked for \d+ seconds/);
    expect((await desk.ask('{ viewer { id } }', {}, from('192.0.2.1', ADMIN))).status).toBe(403);

    expect(await statusOf(from('192.0.2.1', bearer))).toBe(200);
    expect(await statusOf(from('192.0.2.2', ADMIN))).toBe(200);
  });

  it('are counted by what the proxy saw, not by what the client claims', async () => {
    for (const forged of ['198.51.100.1', '198.51.100.2', '198.51.100.3']) {
      expect(await statusOf(from(`${forged}, 192.0.2.10`, basic('admin', 'guess')))).toBe(401);
    }
    expect(await statusOf(from('198.51.100.4, 192.0.2.10', ADMIN))).toBe(403);
    expect(await statusOf(from('198.51.100.1', ADMIN))).toBe(200);
  });

  it('are counted by the /64 of IPv6', async () => {
    for (const end of [1, 2, 3]) {
      expect(await statusOf(from(`2001:db8:1:2::${end}`, basic('nobody', 'guess')))).toBe(401);
    }
    expect(await statusOf(from('2001:db8:1:2:ffff::9', ADMIN))).toBe(403);
    expect(await statusOf(from('2001:db8:1:3::1', ADMIN))).toBe(200);
  });

  it('are counted by the connection where no proxy is trusted', async () => {
    for (const forged of ['198.51.100.1', '198.51.100.2', '198.51.100.3']) {
      expect(await statusOf(from(forged, basic('admin', 'guess')), direct)).toBe(401);
    }
    expect(await statusOf(from('198.51.100.4', ADMIN), direct)).toBe(403);
  });
});

describe('a login', () => {
  it('tells unknown users and wrong passwords apart by nothing', async () => {
    const [unknown, wrong] = await Promise.all([
      desk.get('/api/Stats', from('192.0.2.20', basic('nobody', 'guess'))),
      desk.get('/api/Stats', from('192.0.2.21', basic('admin', 'guess'))),
    ]);
    expect([unknown.status, wrong.status]).toEqual([401, 401]);
    expect(await unknown.text()).toBe(await wrong.text());
  });

  it('of the demo does not exist outside of it', async () => {
    for (const name of ['technician', 'customer']) {
      expect(await statusOf(from(`192.0.2.3${name.length}`, basic(name, name)))).toBe(401);
    }
  });

  it('ends at once when the account is disabled', async () => {
    const id = await makeUser('leaver', secret('first'));
    expect(await statusOf(from('192.0.2.40', basic('leaver', secret('first'))))).toBe(200);
    await mutate(UPDATE, { input: { id, isDisabled: true } });
    const response = await desk.get('/api/Stats', from('192.0.2.40', basic('leaver', secret('first'))));
    expect(response.status).toBe(401);
    expect(await response.text()).toContain('disabled');
  });
});

describe('a changed password', () => {
  it.each(['updateUser', 'changePassword'])(
    'by %s ends the old one, all tokens and their subscriptions',
    async (way) => {
      const [before, after] = [secret('old'), secret('new')];
      const id = await makeUser(way, before);
      const address = `192.0.2.5${way.length % 10}`;
      const old = from(address, basic(way, before));
      const { token } = await (await desk.get('/User/Token?json=true', old)).json();
      const bearer = { authorization: `Bearer ${token}` };
      const live = [await subscribe(bearer, way), subscribeOverSocket(bearer, way)];
      const started = () => desk.lines.filter(({ operation }) => operation === way);
      await vi.waitFor(() => expect(started()).toHaveLength(2), 5000);

      if (way === 'updateUser') await mutate(UPDATE, { input: { id, password: after } });
      else await mutate(CHANGE, { input: { currentPassword: before, newPassword: after } }, old);
      expect(await statusOf(old)).toBe(401);
      expect(await statusOf(bearer)).toBe(401);
      expect(await statusOf(from(address, basic(way, after)))).toBe(200);
      await vi.waitFor(() => expect(live.map((stream) => stream.isOver())).toEqual([true, true]), 1000);
      for (const stream of live) expect(stream.text()).toContain('UNAUTHENTICATED');
    },
  );
});

const tickets = (name: string) => `subscription ${name} { ticketsChanged { __typename } }`;

/** Reads a stream to its end. */
function follow(read: (hear: (text: string) => void) => Promise<void>) {
  let text = '';
  let isOver = false;
  read((more) => {
    text += more;
  }).finally(() => {
    isOver = true;
  });
  return { text: () => text, isOver: () => isOver };
}

/** A subscription over SSE. */
async function subscribe(headers: Headers, name: string) {
  const response = await desk.ask(tickets(name), {}, { ...headers, accept: 'text/event-stream' });
  expect(response.status).toBe(200);
  return follow(async (hear) => {
    for await (const chunk of response.body ?? []) hear(new TextDecoder().decode(chunk));
  });
}

function subscribeOverSocket(headers: Headers, name: string) {
  const stream = subscribeWs(wsClient(`${desk.url}/graphql`, headers), tickets(name));
  return follow(async (hear) => {
    for (let message = await stream.next(); message !== null; message = await stream.next()) {
      hear(JSON.stringify(message));
    }
  });
}

describe('the first start', () => {
  it('makes an administrator and tells the password, which works and is not logged', async () => {
    const [notice] = fresh.app.notices;
    const [, username = '', password = ''] = /^Administrator (\S+) .* password (\S+)\. /.exec(notice ?? '') ?? [];
    rememberSecret(password);
    expect(username).toBe('boss');
    expect(await statusOf(basic(username, password), fresh)).toBe(200);
    expect(JSON.stringify(fresh.lines)).not.toContain(password);
  });
});

describe('mistakes in the Authorization header', () => {
  const encoded = btoa('admin:admin');
  const bytes = Buffer.from([0x61, 0xff, 0xfe, 0x3a, 0xff]).toString('base64');

  it.each([
    ['broken Base64', ['Basic ?!%'], /Base64/],
    ['no colon', [`Basic ${btoa('admin')}`], /username:password/],
    ['nothing', [''], /Basic or Bearer/],
    ['bytes that are not UTF-8', [`Basic ${bytes}`], /wrong/],
    ['two headers', [`Basic ${encoded}`, `Basic ${encoded}`], /one Authorization header/],
    ['an unknown scheme', ['Digest username="admin"'], /Basic or Bearer/],
    ['a token nobody has', ['Bearer hdg_nobody'], /unknown or was revoked/],
    ['100 kB', [`Basic ${'A'.repeat(100_000)}`], /too long/],
  ])('are told: %s', (_name, values, reason) => expectRefusal(values, reason));

  it.each<[string, (username: string) => Promise<unknown>, RegExp]>([
    ['an expired token', (username) => ofToken(username, { expiresAt: new Date(0) }), /The token has expired\./],
    ['a revoked token', (username) => desk.app.database.db.accessToken.deleteMany(tokensOf(username)), /was revoked/],
    ['a truncated token', async () => undefined, /unknown or was revoked/],
    ['the token of a disabled account', (username) => disable(username), /disabled/],
  ])('are told: %s', async (name, end, reason) => {
    const { authorization = '' } = await makeBearer(desk.app, name);
    await end(name);
    await expectRefusal([name.includes('truncated') ? authorization.slice(0, -1) : authorization], reason);
  });
});

const tokensOf = (username: string) => ({ where: { user: { username } } });
const ofToken = (username: string, data: { expiresAt: Date }) =>
  desk.app.database.db.accessToken.updateMany({ ...tokensOf(username), data });
const disable = (username: string) =>
  desk.app.database.db.user.updateMany({ where: { username }, data: { isDisabled: true } });

/** On both faces, in plain words and with the offer to log in. */
async function expectRefusal(values: readonly string[], reason: RegExp): Promise<void> {
  for (const path of ['/api/Stats', '/graphql?query=%7Bviewer%7Bid%7D%7D']) {
    const answer = await sendRaw(path, values);
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(answer).toMatch(/\r\nwww-authenticate: Basic /i);
    expect(answer).toMatch(reason);
  }
}

/** Several headers of one name, and what else clients' libraries would not send. */
function sendRaw(path: string, authorizations: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(desk.url);
  const lines = [
    `GET ${path} HTTP/1.1`,
    `host: ${hostname}`,
    'connection: close',
    'x-forwarded-for: 192.0.2.99',
    ...authorizations.map((value) => `authorization: ${value}`),
  ];
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(`${lines.join('\r\n')}\r\n\r\n`));
    socket.on('data', (chunk) => {
      answer += String(chunk);
    });
    socket.on('error', () => resolve(answer));
    socket.on('close', () => resolve(answer));
  });
}
