import { beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../src/core/context.js';
import type { Params } from '../../src/rest/params.js';
import { isWrite } from '../../src/rest/route-lookup.js';
import { routes } from '../../src/rest/routes.js';
import { contextOf } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import { makeUser } from '../support/factories.js';
import { rest } from '../support/rest.js';
import { makeExampleDesk } from './example-desk.js';

const { db, truncate } = await testDatabase();

/** Records of the example desk, none of which the stranger has to do with. */
const RECORDS: Readonly<Record<string, string>> = {
  id: '1042',
  id2: '1044',
  ticketId: '1042',
  parentId: '1042',
  childId: '1043',
  commentId: '9001',
  userId: '31',
  assetId: '17',
  categoryId: '7',
  newCategoryId: '7',
  fieldId: '12',
  statusId: '2',
  cf: '41',
};

/** Where `id` is not a ticket. */
const IDS: Readonly<Record<string, string>> = {
  DeleteFile: '555',
  attachment: '555',
  updatecomment: '9001',
  Article: '3',
  Asset: '17',
  UpdateAsset: '17',
  SetCustomFieldForAsset: '17',
  UpdateCompany: '4',
  CompanyCustomFields: '4',
  SetCustomFieldForCompany: '4',
  MergeUsers: '5',
  TechsForCategory: '7',
  Rule: '8',
  EnableRule: '8',
  DisableRule: '8',
};

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

const TEXTS: Readonly<Record<string, string>> = { email: 'mira.holt@example.com', username: 'mira.holt@example.com' };

function queryOf(action: string, params: Params): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, { kind, required }] of Object.entries(params)) {
    if (kind === 'prefixed') query.set('cf12', '41');
    else if (required || name === 'body') query.set(name, exampleOf(action, name));
  }
  return query;
}

function exampleOf(action: string, name: string): string {
  return (name === 'id' ? IDS[action] : undefined) ?? RECORDS[name] ?? TEXTS[name] ?? 'printer';
}

/** Everything that a write could have changed. */
const everything = async () =>
  JSON.stringify(
    await Promise.all([
      db.ticket.findMany({ orderBy: { id: 'asc' } }),
      db.user.findMany({ orderBy: { id: 'asc' } }),
      db.comment.count(),
      db.attachment.count(),
      db.asset.findMany({ orderBy: { id: 'asc' } }),
      db.company.findMany({ orderBy: { id: 'asc' } }),
      db.article.count(),
      db.automationRule.findMany(),
      db.customFieldValue.findMany({ orderBy: { id: 'asc' } }),
      db.ticketParticipant.count(),
      db.ticketLink.count(),
      db.categoryTechnician.count(),
    ]),
  );

describe('a customer who has to do with nobody', () => {
  let stranger: Context;
  let before: string;
  beforeAll(async () => {
    await truncate();
    const { storage } = await makeExampleDesk(db);
    stranger = await contextOf(db, await makeUser(db), { face: 'REST', storage });
    before = await everything();
  });

  const closed = routes.filter(({ op }) => !OPEN.has(op));
  it.each(closed.map((route) => [`${route.methods[0]} ${route.action}`, route] as const))(
    'gets and changes nothing by %s',
    async (_, { action, methods: [method], params, ...route }) => {
      const path = `/api/${action}?${queryOf(action, params)}`;
      const { status, text, headers } = await rest(stranger, path, { method });
      const isEmptyList = status === 200 && (text === '[]' || text === '');
      expect([403, 404], `${path} ${status} ${text}`).toContain(isEmptyList ? 404 : status);
      if (!isEmptyList) expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
      expect(text).not.toMatch(/Mira|Tunde|LaserJet|Example GmbH|Escalate|Toner|Blocking|77-A/);
      if (isWrite({ action, methods: [method], params, ...route })) expect(await everything()).toBe(before);
    },
  );

  it('finds no tickets in lists that are open to all', async () => {
    expect((await rest(stranger, '/api/Tickets')).json).toEqual([]);
    expect((await rest(stranger, '/api/Search?query=printer')).json).toEqual([]);
    expect((await rest(stranger, '/api/Stats')).json).toMatchObject({ TotalTickets: 0, Unclosed: 0 });
  });
});
