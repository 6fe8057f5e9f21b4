import { describe, expect, it } from 'vitest';
import { ADMIN, startDemoDesk } from '../support/demo-desk.js';
import { startRedisServer } from '../support/redis-server.js';

const redis = await startRedisServer();
const desk = await startDemoDesk({ REDIS_URL: redis.url });

describe('health', () => {
  it('tells that the process lives', async () => {
    expect(await (await desk.get('/health')).json()).toEqual({ status: 'ok' });
  });

  it('tells what readiness depends on', async () => {
    const response = await desk.get('/ready');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: 'ready',
      checks: { database: 'up', migrations: 'done', storage: 'up', redis: 'up' },
    });
  });

  it('is down while the tables are older than the program', async () => {
    await desk.app.database.db.$executeRaw`UPDATE _prisma_migrations SET finished_at = NULL`;
    const response = await desk.get('/ready');
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ status: 'down', checks: { migrations: 'pending' } });
    await desk.app.database.db.$executeRaw`UPDATE _prisma_migrations SET finished_at = now()`;
  });
});

describe('metrics', () => {
  it('count requests by what they are, not by what clients call them', async () => {
    for (const name of ['First', 'Second', 'Third']) await desk.ask(`query ${name} { viewer { id } }`);
    await desk.get('/api/Stats', ADMIN);
    await desk.get('/api/NoSuchThing', ADMIN);
    const text = await (await desk.get('/metrics')).text();
    expect(text).toContain(
      'desk_request_duration_seconds_count{face="GRAPHQL",operation="query viewer",status="2xx"} 3',
    );
    expect(text).toContain('operation="Stats",status="2xx"} 1');
    expect(text).not.toMatch(/Second|NoSuchThing/);
  });

  it('count errors by code, and decisions of the limiter', async () => {
    await desk.ask('{ viewer { id } }', {}, {});
    await desk.get('/api/ticket/999999999', ADMIN);
    const text = await (await desk.get('/metrics')).text();
    expect(text).toMatch(/desk_errors_total\{face="GRAPHQL",code="UNAUTHENTICATED"\} \d/);
    expect(text).toMatch(/desk_errors_total\{face="REST",code="NOT_FOUND"\} \d/);
    expect(text).toMatch(/desk_limiter_decisions_total\{budget="standard",decision="allowed"\} \d+/);
  });

  it('read the pool, the outbox and Redis', async () => {
    const text = await (await desk.get('/metrics')).text();
    expect(text).toMatch(/desk_database_connections\{state="open"\} [1-5]\n/);
    expect(text).toMatch(/desk_outbox_depth \d+\n/);
    expect(text).toContain('desk_redis_up 1\n');
  });
});

describe('the log', () => {
  it('has one line for each request, with the id that the client sent', async () => {
    const response = await desk.ask('query Mine { viewer { id } }', {}, { ...ADMIN, 'x-request-id': 'log-1' });
    expect(response.headers.get('x-request-id')).toBe('log-1');
    const lines = desk.lines.filter(({ requestId }) => requestId === 'log-1');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ face: 'GRAPHQL', operation: 'Mine', callerId: 1, status: 200 });
  });

  it('makes an id of its own where the client sends none that is fit for a log', async () => {
    const response = await desk.get('/api/Stats', { ...ADMIN, 'x-request-id': 'a b{"c":1}' });
    expect(response.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
  });

  it('never has a password or a token in it', () => {
    const text = JSON.stringify(desk.lines);
    expect(text).not.toContain(ADMIN.authorization);
    expect(text).not.toContain(btoa('admin:admin'));
  });

  it('names slow statements without their values', async () => {
    await desk.app.database.driver.run('SELECT pg_sleep(0.55)::text || $1', ['secret-value']);
    const slow = desk.lines.findLast(({ msg }) => msg === 'slow statement');
    expect(slow).toMatchObject({ sql: 'SELECT pg_sleep(0.55)::text || $1' });
    expect(Number(slow?.ms)).toBeGreaterThanOrEqual(500);
    expect(JSON.stringify(desk.lines)).not.toContain('secret-value');
  });
});

describe('without Redis', () => {
  it('the desk is degraded, not down', async () => {
    await redis.kill();
    const response = await desk.get('/ready');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: 'degraded', checks: { redis: 'down' } });
    expect((await desk.get('/api/Stats', ADMIN)).status).toBe(200);
    expect(await (await desk.get('/metrics')).text()).toContain('desk_redis_up 0\n');
  });
});

describe('stopping', () => {
  it('is said to balancers, and connections are not kept', async () => {
    desk.app.beginStop();
    const response = await desk.get('/ready');
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ status: 'stopping' });
    expect(response.headers.get('connection')).toBe('close');
    expect((await desk.get('/api/Stats', ADMIN)).status).toBe(200);
  });
});
