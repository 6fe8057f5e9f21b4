import { beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '../../src/core/context.js';
import { contextOf, makeContext } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import {
  makeAdmin,
  makeAsset,
  makeCategory,
  makeCompany,
  makeTechnician,
  makeTicket,
  makeUser,
} from '../support/factories.js';
import { rest } from '../support/rest.js';

const { db, truncate } = await testDatabase();
beforeEach(truncate);

const admin = async () => contextOf(db, await makeAdmin(db), { face: 'REST' });

/** The headers of a list. */
async function told(ctx: Context, path: string, init: RequestInit = {}) {
  const { headers } = await rest(ctx, path, init);
  return [headers.get('link'), headers.get('x-total-count')];
}

/** How many rows a list is told to have, page by page. */
async function totals(ctx: Context, list: string, pages: readonly string[]) {
  const found: (string | null | undefined)[] = [];
  for (const page of pages) found.push((await told(ctx, `/api/${list}${page}`))[1]);
  return found;
}

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

  it('the address of the next page, and on every page how many rows there are', async () => {
    const ctx = await admin();
    for (let index = 0; index < 3; index += 1) await makeTicket(db);
    const next = '<https://desk.example.com/api/Tickets?mode=all&Count=2&offset=2>; rel="next"';
    expect(await told(ctx, '/api/tickets?mode=all&Count=2')).toEqual([next, '3']);
    expect(await told(ctx, '/api/tickets?mode=all&Count=2', { method: 'HEAD' })).toEqual([next, '3']);
    expect(await told(ctx, '/api/tickets?mode=all&Count=2', { method: 'POST' })).toEqual([null, '3']);
    expect(await told(ctx, '/api/tickets?mode=all&Count=2&OFFSET=2')).toEqual([null, '3']);
    expect(await told(ctx, '/api/Users?count=1')).toEqual([
      '<https://desk.example.com/api/Users?count=1&page=2>; rel="next"',
      '4',
    ]);
    expect(await told(ctx, '/api/categories')).toEqual([null, '3']);
    expect(await told(ctx, '/api/Stats')).toEqual([null, null]);
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

const BY_OFFSET = ['count=2', 'count=2&offset=4', 'count=2&offset=50'];
const BY_PAGE = ['count=2', 'count=2&page=3', 'count=2&page=50'];

describe('the number of rows of a list', () => {
  async function makeDesk() {
    const [printers, other] = [await makeCategory(db), await makeCategory(db)];
    const [mira, noor] = [await makeUser(db), await makeUser(db)];
    const technician = await makeTechnician(db, [printers]);
    const subject = 'The plotter is out of ink';
    for (let index = 0; index < 5; index += 1) {
      await makeTicket(db, { subject, categoryId: printers.id, submitterId: index < 3 ? mira.id : noor.id });
    }
    const closed = { statusId: 3, categoryId: other.id, submitterId: noor.id };
    const participants = { create: [{ userId: noor.id }, { userId: technician.id }] };
    await makeTicket(db, { ...closed, assigneeId: technician.id, participants });
    return { printers, mira, noor, technician };
  }
  const as = (user: { id: number }) => contextOf(db, user, { face: 'REST' });

  it.each(['Tickets?', 'Search?query=plotter&'])('works: %s by the filters of the list', async (list) => {
    const { printers, noor } = await makeDesk();
    const ctx = await admin();
    const totalsOf = (filter: string) => totals(ctx, `${list}${filter}&`, BY_OFFSET);
    expect(await totalsOf(`categoryId=${printers.id}`)).toEqual(['5', '5', '5']);
    expect(await totalsOf(`fromUserId=${noor.id}&statusId=1&dateFrom=2020-01-01`)).toEqual(['2', '2', '2']);
    expect(await totalsOf('dateFrom=2150-01-01')).toEqual(['0', '0', '0']);
  });

  it('works: Tickets by mode, and of a full last page', async () => {
    const { technician } = await makeDesk();
    const ctx = await as(technician);
    const paths = ['mode=unclosed&count=1', 'mode=handledbyme&statusId=3&count=1', 'count=6', 'count=3&offset=3'];
    expect(await totals(ctx, 'Tickets?', paths)).toEqual(['5', '1', '6', '6']);
  });

  it('works: Users and Companies', async () => {
    const company = await makeCompany(db);
    for (let index = 0; index < 5; index += 1) await makeUser(db, { companyId: company.id, isDisabled: index > 2 });
    for (let index = 0; index < 4; index += 1) await makeCompany(db);
    const ctx = await admin();
    expect(await totals(ctx, 'Users?', BY_PAGE)).toEqual(['6', '6', '6']);
    expect(await totals(ctx, `Users?companyId=${company.id}&`, BY_PAGE)).toEqual(['5', '5', '5']);
    expect(await totals(ctx, 'Users?count=1&listMode=', ['disabled', 'admins'])).toEqual(['2', '1']);
    expect(await totals(ctx, 'Companies?', BY_PAGE)).toEqual(['5', '5', '5']);
  });

  it('works: Assets by the filters of the list', async () => {
    const { typeId, manufacturerId, supplierId } = await makeAsset(db, { modelName: 'Desk lamp' });
    const names = Array.from({ length: 52 }, (_, index) => `Laptop ${index}`);
    const shared = { typeId, manufacturerId, supplierId };
    await db.asset.createMany({ data: names.map((modelName) => ({ ...shared, modelName })) });
    await makeAsset(db, { modelName: 'Laptop, lost', isDisabled: true });
    const ctx = await admin();
    const next = '<https://desk.example.com/api/Assets?nameprefix=laptop&page=2>; rel="next"';
    expect(await told(ctx, '/api/Assets?nameprefix=laptop')).toEqual([next, '52']);
    expect(await totals(ctx, 'Assets?', ['', 'page=2', 'page=9'])).toEqual(['53', '53', '53']);
    expect(await totals(ctx, 'Assets?', ['nameprefix=laptop&includeDisabled=true'])).toEqual(['53']);
  });

  it('works: Articles, in their envelope and without pages', async () => {
    const articles = [
      { subject: 'a', body: 'b' },
      { subject: 'c', body: 'd', forTechsOnly: true },
    ];
    await db.articleCategory.create({ data: { name: 'Ink', nameKey: 'ink', articles: { create: articles } } });
    expect(await told(await admin(), '/api/Articles')).toEqual([null, '2']);
    expect(await told(await as(await makeUser(db)), '/api/Articles')).toEqual([null, '1']);
  });

  it.each(['Tickets?', 'Search?query=plotter&'])('refuses: of %s customers count their own alone', async (list) => {
    const { mira } = await makeDesk();
    const ctx = await as(mira);
    const pages = ['count=2', 'count=2&offset=2', 'count=2&offset=50', 'count=3'];
    expect(await totals(ctx, list, pages)).toEqual(['3', '3', '3', '3']);
  });

  it('refuses: lists that are not for customers tell no number', async () => {
    const { mira } = await makeDesk();
    const ctx = await as(mira);
    for (const path of ['Users?count=1', 'Companies?page=9', 'Assets?page=9']) {
      const { status, headers } = await rest(ctx, `/api/${path}`);
      expect([path, status, headers.get('x-total-count')]).toEqual([path, 403, null]);
    }
  });
});
