import { beforeEach, describe, expect, it } from 'vitest';
import { contextOf, makeContext } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import { makeAdmin, makeTicket } from '../support/factories.js';
import { rest } from '../support/rest.js';

const { db, truncate } = await testDatabase();
beforeEach(truncate);

const admin = async () => contextOf(db, await makeAdmin(db), { face: 'REST' });

describe('what new clients get and old ones do not notice', () => {
  it('a tag of the answer, and none again to a client that has it', async () => {
    const ctx = await admin();
    const { id } = await makeTicket(db);
    const first = await rest(ctx, `/api/ticket/${id}`);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\/"[\w-]+"$/);

    const headers = { 'if-none-match': `"other", ${etag}` };
    const again = await rest(ctx, `/api/ticket/${id}`, { headers });
    expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
    await db.ticket.update({ where: { id }, data: { subject: 'Changed' } });
    expect((await rest(ctx, `/api/ticket/${id}`, { headers })).status).toBe(200);
  });

  it('no tag for writes and POST', async () => {
    const ctx = await admin();
    const { id } = await makeTicket(db);
    const write = await rest(ctx, `/api/comment?id=${id}&body=x`, { headers: { 'if-none-match': '*' } });
    const posted = await rest(ctx, '/api/Tickets', { method: 'POST', headers: { 'if-none-match': '*' } });
    expect([write.status, write.headers.get('etag')]).toEqual([200, null]);
    expect([posted.status, posted.headers.get('etag')]).toEqual([200, null]);
  });

  it('the address of the next page, and on the last one how many rows there are', async () => {
    const ctx = await admin();
    for (let index = 0; index < 3; index += 1) await makeTicket(db);
    const told = async (path: string) => {
      const { headers } = await rest(ctx, path);
      return [headers.get('link'), headers.get('x-total-count')];
    };
    const next = '<https://desk.example.com/api/Tickets?mode=all&Count=2&offset=2>; rel="next"';
    expect(await told('/api/tickets?mode=all&Count=2')).toEqual([next, null]);
    expect(await told('/api/tickets?mode=all&Count=2&OFFSET=2')).toEqual([null, '3']);
    expect(await told('/api/Tickets?offset=50')).toEqual([null, null]);
    expect(await told('/api/Users?count=1')).toEqual([
      '<https://desk.example.com/api/Users?count=1&page=2>; rel="next"',
      null,
    ]);
    expect(await told('/api/categories')).toEqual([null, '3']);
    expect(await told('/api/Stats')).toEqual([null, null]);
  });

  it('the description of the face, without a login', async () => {
    const nobody = makeContext(db, null, { face: 'REST' });
    const { status, headers, json, spent } = await rest(nobody, '/helpdesk/api/OpenAPI.json');
    expect([status, headers.get('content-type'), spent]).toEqual([
      200,
      'application/json; charset=utf-8',
      ['standard'],
    ]);
    expect(json).toMatchObject({ openapi: '3.1.0' });
    expect((await rest(nobody, '/api/openapi.json', { method: 'HEAD' })).text).toBe('');
    const etag = headers.get('etag') ?? '';
    expect((await rest(nobody, '/api/openapi.json', { headers: { 'if-none-match': etag } })).status).toBe(304);
  });
});
