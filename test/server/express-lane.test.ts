import { type IncomingHttpHeaders, request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { makeBearer } from '../support/bearers.js';
import { ADMIN, startDemoDesk } from '../support/demo-desk.js';

const desk = await startDemoDesk({ LIMIT_PER_MINUTE: '1000', LIMIT_SEARCH_PER_MINUTE: '1000' });

interface Answer {
  readonly status: number | undefined;
  readonly reason: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

interface Call {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** A call with full say in its headers. */
function send({ method = 'POST', path = '/graphql', headers = {}, body }: Call): Promise<Answer> {
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const req = request(desk.url + path, { method, headers: { ...length, ...headers } }, (res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: res.statusCode, reason: res.statusMessage, headers: res.headers, text });
      });
    });
    req.on('error', reject);
    req.end(body);
  });
}

function graph(query: string, variables: object = {}, headers: Record<string, string> = ADMIN): Call {
  const type = { 'content-type': 'application/json', accept: 'application/json' };
  return { headers: { ...type, ...headers }, body: JSON.stringify({ query, variables }) };
}

/** What is different in every answer. */
const OWN = new Set(['date', 'x-request-id', 'ratelimit', 'x-ratelimit-remaining', 'x-ratelimit-reset', 'connection']);

function comparable({ status, reason, headers, text }: Answer) {
  const kept = Object.entries(headers).filter(([name]) => !OWN.has(name) && name !== 'keep-alive');
  const body = text.replaceAll(/"requestId":"[^"]*"/g, '"requestId":"…"');
  return { status, reason, headers: Object.fromEntries(kept.sort()), text: body };
}

/** A header that changes nothing, except that the lane does not take such requests. */
const THROUGH_THE_CHAIN = { 'content-encoding': 'identity' };

const LIST =
  'query List($first: Int) { tickets(first: $first) { totalCount nodes { id subject tags { nodes { name } } } } }';

const calls: Record<string, Call> = {
  'a list': graph(LIST, { first: 5 }),
  'a list for a client that takes anything': graph(LIST, { first: 3 }, { ...ADMIN, accept: '*/*' }),
  'a list for a client of the newer media type': graph(
    LIST,
    { first: 3 },
    { ...ADMIN, accept: 'application/graphql-response+json' },
  ),
  'a variable that is no number': graph(LIST, { first: 'five' }),
  'an argument that is refused': graph(LIST, { first: 1000 }),
  'an operation that is too dear': graph(LIST, { first: 100_000 }),
  'no login': graph(LIST, { first: 5 }, {}),
  'a wrong token': graph(LIST, { first: 5 }, { authorization: 'Bearer nobody' }),
  'a page of another site': graph(LIST, { first: 5 }, { ...ADMIN, 'sec-fetch-site': 'cross-site' }),
  'a mistake as data': graph('mutation { closeTicket(input: { id: "999999" }) { errors { code message } } }'),
  'a field that fails': graph('{ viewer { id } ticket(id: "x") { id } }'),
  'what is left': graph('{ rateLimit { limit cost } }'),
  'a type name': graph('{ __typename viewer { __typename } }'),
};

describe('works', () => {
  for (const [name, call] of Object.entries(calls)) {
    it(`like the chain: ${name}`, async () => {
      await send(call);
      const short = await send(call);
      const long = await send({ ...call, headers: { ...call.headers, ...THROUGH_THE_CHAIN } });
      expect(comparable(short)).toEqual(comparable(long));
    });
  }

  for (const path of [
    '/api/Tickets?count=3',
    '/api/ticket?id=1',
    '/api/ticket?id=99999',
    '/api/Stats',
    '/api/Tickets?count=x',
  ]) {
    it(`like the chain: GET ${path}`, async () => {
      const call = { method: 'GET', path, headers: ADMIN };
      const short = await send(call);
      const long = await send({ ...call, headers: { ...ADMIN, 'content-length': '0' } });
      expect(comparable(short)).toEqual(comparable(long));
    });
  }

  it('with the caller found out anew each time', async () => {
    const query = '{ viewer { username } }';
    await send(graph(query));
    const bearer = await makeBearer(desk.app, 'lane-walker');
    expect(JSON.parse((await send(graph(query, {}, bearer))).text)).toEqual({
      data: { viewer: { username: 'lane-walker' } },
    });
    expect((await send(graph(query, {}, {}))).status).toBe(401);
  });

  it('with every request logged and counted once', async () => {
    const call = { ...graph('query Counted { viewer { id } }') };
    const headers = { ...call.headers, 'x-request-id': 'counted-once' };
    await send(call);
    const { headers: answered } = await send({ ...call, headers });
    expect(answered['x-request-id']).toBe('counted-once');
    const lines = desk.lines.filter(({ requestId }) => requestId === 'counted-once');
    expect(lines).toMatchObject([{ face: 'GRAPHQL', operation: 'Counted', status: 200 }]);
  });
});

describe('refuses', () => {
  it('calls past the limit, and counts each call once', async () => {
    const bearer = await makeBearer(desk.app, 'lane-counter');
    const left = async () =>
      Number((await send(graph('{ viewer { id } }', {}, bearer))).headers['x-ratelimit-remaining']);
    const first = await left();
    await send(graph('{ viewer { id } ticket(id: "x") { id } }', {}, bearer));
    await send({ method: 'GET', path: '/api/Stats', headers: bearer });
    expect(await left()).toBe(first - 4);
  });
});
