import { serverAudits } from 'graphql-http';
import { describe, expect, it } from 'vitest';
import { ADMIN, startDemoDesk } from '../support/demo-desk.js';

const EMPTY = { DEMO: 'false', ADMIN_USERNAME: 'admin', ADMIN_PASSWORD: 'admin' };
const FRIEND = 'https://app.example.com';

const desk = await startDemoDesk(EMPTY);
const limited = await startDemoDesk({ ...EMPTY, CORS_ORIGINS: FRIEND, LIMIT_PER_MINUTE: '20' });

const CREATE = 'mutation { createTag(input: { name: "made" }) { tag { name } errors { message } } }';
const JSON_TYPE = { 'content-type': 'application/json' };

function post(body: string, headers: Record<string, string>): Promise<Response> {
  return fetch(`${desk.url}/graphql`, { method: 'POST', body, headers: { ...ADMIN, ...headers } });
}

async function countTags(): Promise<number> {
  const response = await desk.ask('{ tags { totalCount } }');
  return (await response.json()).data.tags.totalCount;
}

describe('GraphQL over HTTP', () => {
  const audits = serverAudits({ url: `${desk.url}/graphql`, fetchFn: fetch });

  it('is audited in 61 points', () => {
    expect(audits).toHaveLength(61);
  });

  it.each(audits.map((audit) => [audit.id, audit.name, audit.fn] as const))('%s: %s', async (_id, _name, fn) => {
    expect(await fn()).toMatchObject({ status: 'ok' });
  });
});

describe('pages of other sites', () => {
  const operation = JSON.stringify({ query: CREATE });

  const form = new URLSearchParams({ query: CREATE }).toString();
  const attempts: [string, number, string, Record<string, string>][] = [
    ['a form', 415, form, { 'content-type': 'application/x-www-form-urlencoded' }],
    ['plain text', 415, operation, { 'content-type': 'text/plain' }],
    ['no type', 415, operation, { 'content-type': '' }],
    ['nothing', 400, '--x\r\n--x--\r\n', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['JSON', 403, operation, { ...JSON_TYPE, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['JSON from a sibling', 403, operation, { ...JSON_TYPE, 'sec-fetch-site': 'same-site' }],
  ];

  it.each(attempts)('cannot write with %s', async (_name, status, body, headers) => {
    const response = await post(body, headers);
    expect(response.status).toBe(status);
    expect(await countTags()).toBe(0);
  });

  it('cannot write with files', async () => {
    const body = new FormData();
    body.set('operations', operation);
    body.set('map', '{}');
    const headers = { ...ADMIN, origin: 'https://evil.example' };
    const response = await fetch(`${desk.url}/graphql`, { method: 'POST', body, headers });
    expect(response.status).toBe(403);
    expect(await countTags()).toBe(0);
  });

  it('cannot write with an address', async () => {
    const response = await desk.get(`/graphql?query=${encodeURIComponent(CREATE)}`, ADMIN);
    expect(response.status).toBe(405);
    expect(await countTags()).toBe(0);
  });

  it('are not told that they may read', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
    const preflight = await fetch(`${desk.url}/graphql`, { method: 'OPTIONS', headers });
    const answer = await desk.ask('{ __typename }', {}, { ...ADMIN, origin: 'https://evil.example' });
    for (const { headers: got } of [preflight, answer]) expect(got.get('access-control-allow-origin')).toBeNull();
  });

  it('are told so when the desk lists them, without credentials of the browser', async () => {
    const origins = await Promise.all(
      [FRIEND, 'https://evil.example'].map(async (origin) => {
        const { headers } = await limited.ask('{ __typename }', {}, { origin });
        return [headers.get('access-control-allow-origin'), headers.get('access-control-allow-credentials')];
      }),
    );
    expect(origins[0]).toEqual([FRIEND, null]);
    expect(origins[1]?.[0]).not.toBe('https://evil.example');
    expect(origins[1]?.[0]).not.toBe('*');
  });
});

describe('rateLimit', () => {
  const query = '{ rateLimit { limit remaining resetAt cost } }';

  it('tells where the caller stands and costs nothing', async () => {
    const free = await limited.ask(query);
    const before = (await free.json()).data.rateLimit;
    expect(before).toMatchObject({ limit: 20, cost: 0 });
    const paid = await limited.ask(
      '{ viewer { id } tags(first: 7) { nodes { id } } rateLimit { remaining cost resetAt } }',
    );
    const { rateLimit } = (await paid.json()).data;
    expect(rateLimit).toMatchObject({ remaining: before.remaining - 2, cost: 8 });
    expect(new Date(rateLimit.resetAt).getTime()).toBeGreaterThan(Date.now());
    expect(paid.headers.get('x-ratelimit-remaining')).toBe(String(rateLimit.remaining));
    const again = await limited.ask(query);
    expect((await again.json()).data.rateLimit.remaining).toBe(rateLimit.remaining);
  });

  it('has no numbers where calls are not limited', async () => {
    const { data } = await (await desk.ask(query)).json();
    expect(data.rateLimit).toEqual({ limit: null, remaining: null, resetAt: null, cost: 0 });
  });
});
