import { beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../src/core/context.js';
import { isWrite } from '../../src/rest/route-lookup.js';
import { type Route, routes } from '../../src/rest/routes.js';
import { contextOf } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import { makeTechnician, makeUser } from '../support/factories.js';
import { rest } from '../support/rest.js';
import { everything, exampleCall, namesTicket } from './example-call.js';
import { makeExampleDesk } from './example-desk.js';

const { db, truncate } = await testDatabase();

/** What a customer may do without knowing anybody. */
const OPEN = new Set([
  'Query.Tickets',
  'Query.Stats',
  'Query.Search',
  'Query.Authorization',
  'Query.categories',
  'Query.CustomFieldsForCategory',
  'Query.Articles',
  'Query.Article',
  'Mutation.ticket',
  // Says first that there is no file; the tests of files send some.
  'Mutation.AttachFile',
]);

const closed = routes.filter(({ op }) => !OPEN.has(op));
const onTickets = closed.filter(namesTicket);
const named = (rows: readonly Route[]) => rows.map((route) => [`${route.methods[0]} ${route.action}`, route] as const);

let stranger: Context;
let colleague: Context;
let before: string;
beforeAll(async () => {
  await truncate();
  const { storage } = await makeExampleDesk(db);
  stranger = await contextOf(db, await makeUser(db), { face: 'REST', storage });
  colleague = await contextOf(db, await makeTechnician(db), { face: 'REST', storage });
  before = await everything(db);
});

async function expectNothing(ctx: Context, route: Route): Promise<void> {
  const path = exampleCall(route);
  const { status, text, headers } = await rest(ctx, path, { method: route.methods[0] });
  const isEmptyList = status === 200 && (text === '[]' || text === '');
  expect([403, 404], `${path} ${status} ${text}`).toContain(isEmptyList ? 404 : status);
  if (!isEmptyList) expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(text).not.toMatch(/Mira|Tunde|LaserJet|Example GmbH|Escalate|Toner|Blocking|77-A/);
  if (isWrite(route)) expect(await everything(db)).toBe(before);
}

describe('a customer who has to do with nobody', () => {
  it.each(named(closed))('gets and changes nothing by %s', (_, route) => expectNothing(stranger, route));

  it('finds no tickets in lists that are open to all', async () => {
    expect((await rest(stranger, '/api/Tickets')).json).toEqual([]);
    expect((await rest(stranger, '/api/Search?query=printer')).json).toEqual([]);
    expect((await rest(stranger, '/api/Stats')).json).toMatchObject({ TotalTickets: 0, Unclosed: 0 });
  });
});

describe('a technician of another category', () => {
  it.each(named(onTickets))('gets and changes nothing of a ticket by %s', (_, route) =>
    expectNothing(colleague, route),
  );
});
