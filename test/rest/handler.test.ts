import { beforeEach, describe, expect, it } from 'vitest';
import { rateLimited, unavailable } from '../../src/core/errors.js';
import { routes } from '../../src/rest/routes.js';
import { contextOf, makeContext } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import { makeAdmin, makeTicket } from '../support/factories.js';
import { post, rest } from '../support/rest.js';

const { db, truncate } = await testDatabase();
beforeEach(truncate);

const admin = async () => contextOf(db, await makeAdmin(db), { face: 'REST' });
const nobody = makeContext(db, null, { face: 'REST' });

describe('a call', () => {
  it('is paid from the budget of its route, once', async () => {
    const ctx = await admin();
    expect((await rest(ctx, '/api/Tickets')).spent).toEqual(['standard']);
    expect((await rest(ctx, '/api/userbyemail?email=x')).spent).toEqual(['search']);
    expect((await rest(ctx, '/api/Nothing')).spent).toEqual(['standard']);
  });

  it('is known by the documented name of its action', async () => {
    expect((await rest(await admin(), '/helpdesk/API/TICKETS/')).actions).toEqual(['Tickets']);
  });

  it('is answered with JSON that nobody keeps', async () => {
    const { headers } = await rest(await admin(), '/api/Stats');
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('by HEAD has the headers of GET and no body', async () => {
    const ctx = await admin();
    const { headers: expected } = await rest(ctx, '/api/Stats');
    const { status, text, headers } = await rest(ctx, '/api/Stats', { method: 'HEAD' });
    expect([status, text, headers.get('content-length')]).toEqual([200, '', expected.get('content-length')]);
  });

  it('by OPTIONS tells the methods without a login', async () => {
    const { status, headers, spent } = await rest(nobody, '/api/ticket', { method: 'OPTIONS' });
    expect([status, headers.get('allow'), spent]).toEqual([204, 'GET, HEAD, POST', []]);
  });
});

describe('a refusal', () => {
  it.each(routes.map(({ action, methods: [method] }) => [method, action]))(
    'asks for a login: %s %s',
    async (method, action) => {
      const { status, text, headers } = await rest(nobody, `/api/${action}?id=1&userId=1`, { method });
      expect([status, headers.get('content-type')]).toEqual([401, 'text/plain; charset=utf-8']);
      expect(headers.get('www-authenticate')).toMatch(/^Basic realm=/);
      expect(text).toMatch(/^[A-Z].*\.$/);
    },
  );

  it.each(['/api/Nothing', '/api', '/api/webhook', '/api/webhook/1', '/api/Statuses', '/api/ticket/1/Attachments'])(
    'knows nothing at %s',
    async (path) => {
      const { status, text } = await rest(await admin(), path, { method: 'POST' });
      expect([status, text]).toEqual([404, 'Action not found.']);
    },
  );

  it.each([
    ['DELETE', '/api/ticket/1', 'GET, HEAD, POST'],
    ['PUT', '/api/Tickets', 'GET, HEAD, POST'],
    ['PATCH', '/api/Close', 'GET, POST'],
    ['HEAD', '/api/Close?id=1', 'GET, POST'],
    ['GET', '/api/Company?name=x', 'POST'],
  ])('does not take %s for %s', async (method, path, allow) => {
    const { status, headers } = await rest(await admin(), path, { method });
    expect([status, headers.get('allow')]).toEqual([405, allow]);
  });

  it('keeps pages of other sites from writing, not from reading', async () => {
    const hooks = {
      refuseForeignWrite: () => {
        throw new Error('foreign');
      },
      onBug: () => {},
    };
    const ctx = await admin();
    const ticket = await makeTicket(db);
    expect((await rest(ctx, `/api/Close?id=${ticket.id}`, { hooks })).status).toBe(500);
    expect((await rest(ctx, '/api/Stats', { hooks })).status).toBe(200);
    expect(await db.ticket.findUnique({ where: { id: ticket.id } })).toMatchObject({ statusId: 1 });
  });

  it('for too many calls says when to come again, and nothing runs', async () => {
    const ctx = await admin();
    const hooks = { spend: () => Promise.reject(rateLimited(12)) };
    const { status, headers, text } = await rest(ctx, '/api/Company?name=x', { method: 'POST', hooks });
    expect([status, headers.get('retry-after'), text]).toEqual([429, '12', 'Too many calls. Try again in 12 seconds.']);
    expect(await db.company.count()).toBe(0);
  });

  it('of a big body comes before it is read', async () => {
    const { status, text } = await rest(await admin(), '/api/ticket', { method: 'POST', body: 'x'.repeat(10_001) });
    expect([status, text]).toEqual([413, 'The body must have 10000 bytes at most.']);
  });

  it('is given as problem details to those who name them', async () => {
    const headers = { accept: 'application/json, application/problem+json;q=0.9' };
    const answer = await rest(await admin(), '/api/UpdateTicket?id=1&priority=high', { headers });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.json).toEqual({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      code: 'INVALID',
      detail: 'Parameter priority must be a whole number.',
      field: 'priority',
      requestId: 'test',
    });
  });
});

describe('a failure', () => {
  const broken = async () => ({
    ...(await admin()),
    now: () => {
      throw new Error('SELECT secret');
    },
  });

  it('of the desk is told to the log and nobody else', async () => {
    const bugs: unknown[] = [];
    const hooks = { onBug: (error: unknown) => void bugs.push(error) };
    const { status, text, headers } = await rest(await broken(), '/api/Tickets', { hooks });
    expect([status, headers.get('content-type')]).toEqual([500, 'text/plain; charset=utf-8']);
    expect(text).not.toContain('secret');
    expect(bugs).toMatchObject([{ message: 'SELECT secret' }]);
  });

  it('that can be explained is', async () => {
    const hooks = { explain: () => unavailable('The database does not answer.', 5) };
    const { status, text, headers } = await rest(await broken(), '/api/Tickets', { hooks });
    expect([status, headers.get('retry-after'), text]).toEqual([503, '5', 'The database does not answer.']);
  });

  it('leaves nothing of an uploaded file', async () => {
    const ctx = await admin();
    const form = new FormData();
    form.set('uploadFile', new Blob(['hello']), 'a.txt');
    const { status } = await rest(ctx, '/api/AttachFile?id=99', { method: 'POST', body: form });
    const left: string[] = [];
    for await (const { storageKey } of ctx.storage.list()) left.push(storageKey);
    expect([status, left]).toEqual([404, []]);
  });
});

describe('records of others', () => {
  it('are not found', async () => {
    const ctx = await admin();
    for (const path of ['ticket/9', 'Close?id=99999999999', 'comments/9', 'Article/9', 'Asset?id=9', 'User?userId=9']) {
      expect([path, (await rest(ctx, `/api/${path}`)).status]).toEqual([path, 404]);
    }
    expect((await post(ctx, '/api/comment', { id: '9', body: 'x' })).text).toBe('Ticket not found.');
  });
});
