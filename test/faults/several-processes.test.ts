import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../support/db.js';
import { ADMIN } from '../support/demo-desk.js';
import { startRedisServer } from '../support/redis-server.js';
import { type ServerProcess, startServerProcess } from '../support/server-process.js';

const { url: databaseUrl } = await testDatabase('postgres');
const redis = await startRedisServer();
const env = {
  NODE_ENV: 'production',
  DEMO: 'true',
  DATABASE_URL: databaseUrl ?? '',
  DATABASE_POOL: '4',
  REDIS_URL: redis.url,
  TRUST_PROXY: '1',
};
const processes = await Promise.all([startServerProcess(env), startServerProcess(env), startServerProcess(env)]);
const [first, second, third] = processes;

const login = (name: string, password = name) => ({ authorization: `Basic ${btoa(`${name}:${password}`)}` });
const from = (address: string) => ({ 'x-forwarded-for': address });

describe('three processes', { timeout: 60_000 }, () => {
  it('have filled in one demo desk', async () => {
    const totals = await Promise.all(processes.map(async (desk) => (await desk.get('/api/Stats', ADMIN)).json()));
    expect(new Set(totals.map(({ TotalTickets }) => TotalTickets)).size).toBe(1);
    expect(processes.filter((desk) => desk.output().includes('demo desk is filled in'))).toHaveLength(1);
  });

  it('count calls together: exactly 90 in a minute', async () => {
    const calls = Array.from({ length: 120 }, (_, index) => processes[index % 3] ?? first);
    const answers = await Promise.all(calls.map((desk) => desk.get('/api/Authorization', login('manager'))));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(90);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(30);
  });

  it('block an address together', async () => {
    const address = from('203.0.113.7');
    for (const desk of processes) {
      expect((await desk.get('/api/Stats', { ...address, ...login('tech', 'wrong') })).status).toBe(401);
    }
    for (const desk of processes)
      expect((await desk.get('/api/Stats', { ...address, ...login('tech') })).status).toBe(403);
  });

  it('hear of each other what changed: a revoked token, a ticket', async () => {
    const create =
      'mutation ($input: CreateAccessTokenInput!) { createAccessToken(input: $input) { secret accessToken { id } } }';
    const { data } = await (await first.ask(create, { input: { name: 'drill' } }, login('tech'))).json();
    const { secret, accessToken } = data.createAccessToken;
    const bearer = { authorization: `Bearer ${secret}` };
    expect((await second.get('/api/Authorization', bearer)).status).toBe(200);

    const stream = await subscribe(third);
    const filed = await fetch(`${first.url}/api/ticket`, {
      method: 'POST',
      headers: { ...ADMIN, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'categoryId=1&subject=Across&body=Seen&priorityId=0',
    });
    expect(filed.status).toBe(200);
    expect(await stream.until('Across')).toContain('event: next');
    stream.close();

    const revoke = 'mutation ($input: RevokeAccessTokenInput!) { revokeAccessToken(input: $input) { revokedId } }';
    await third.ask(revoke, { input: { id: accessToken.id } }, login('tech'));
    const isRefused = async () => (await second.get('/api/Authorization', bearer)).status;
    await expect.poll(isRefused).toBe(401);
  });
});

describe('a rolling restart', { timeout: 120_000 }, () => {
  it('fails no request, ends streams with a hint, and finishes what is running', async () => {
    const stream = await subscribe(first);
    const load = startLoad([second, first, third]);
    const upload = await beginComment(first);
    const ended = first.end('SIGTERM');

    expect(await stream.until('UNAVAILABLE')).toContain('"retryAfter":1');
    const readiness = await first.get('/ready');
    expect([readiness.status, (await readiness.json()).status]).toEqual([503, 'stopping']);
    expect(await upload.finish()).toMatch(/^HTTP\/1\.1 200 /);
    expect(await ended).toBe(0);

    const again = await startServerProcess({ ...env, PORT: new URL(first.url).port });
    expect(await second.end('SIGTERM')).toBe(0);
    expect((await again.get('/ready')).status).toBe(200);
    const { failures, answered } = await load.stop();
    expect(failures).toEqual([]);
    expect(answered).toBeGreaterThan(50);
  });
});

/** Clients behind a balancer that asks every 100 ms who is ready. */
function startLoad(desks: readonly ServerProcess[]) {
  const failures: unknown[] = [];
  let ready = [...desks];
  let answered = 0;
  let isOver = false;
  const check = async (desk: ServerProcess) =>
    (await desk.get('/ready').catch(() => null))?.status === 200 ? desk : null;
  const balancer = setInterval(async () => {
    ready = (await Promise.all(desks.map(check))).filter((desk) => desk !== null);
  }, 100);
  const clients = Array.from({ length: 4 }, async (_, client) => {
    for (let turn = client; !isOver; turn++) {
      const desk = ready[turn % ready.length];
      // Without a login nobody's budget is used up, and 401 is an answer as well; limits go by the address.
      const headers = from(`198.51.100.${turn % 250}`);
      const status = await desk?.get('/api/Stats', headers).then((answer) => answer.status, String);
      if (status === 401) answered++;
      else failures.push(status ?? 'nobody is ready');
    }
  });
  return {
    async stop() {
      isOver = true;
      await Promise.all(clients);
      clearInterval(balancer);
      return { failures, answered };
    },
  };
}

async function subscribe(desk: ServerProcess) {
  const abort = new AbortController();
  const query = 'subscription { ticketsChanged { event { kind } ticket { subject } } }';
  const response = await fetch(`${desk.url}/graphql`, {
    method: 'POST',
    headers: { ...ADMIN, accept: 'text/event-stream', 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
    signal: abort.signal,
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    async until(wanted: string): Promise<string> {
      while (!text.includes(wanted)) {
        const { done, value = '' } = (await reader?.read()) ?? { done: true };
        if (done) throw new Error(`The stream ended with ${text}`);
        text += value;
      }
      return text;
    },
    close: () => abort.abort(),
  };
}

/** A request of which one half is sent at once and the other when told to. */
async function beginComment(desk: ServerProcess) {
  const body = JSON.stringify({ id: 1, body: 'Sent while the desk stops.' });
  const socket = connect(Number(new URL(desk.url).port), '127.0.0.1');
  await once(socket, 'connect');
  const head = `POST /api/comment HTTP/1.1\r\nHost: desk\r\nAuthorization: ${ADMIN.authorization}\r\nContent-Type: application/json`;
  socket.write(`${head}\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 10)}`);
  return {
    async finish(): Promise<string> {
      socket.write(body.slice(10));
      const [answer] = await once(socket, 'data');
      return String(answer);
    },
  };
}
