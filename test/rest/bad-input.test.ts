import { beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../src/core/context.js';
import type { Param } from '../../src/rest/params.js';
import { isWrite } from '../../src/rest/route-lookup.js';
import { type Route, routes } from '../../src/rest/routes.js';
import { testDatabase } from '../support/db.js';
import { rest } from '../support/rest.js';
import { everything, exampleCall } from './example-call.js';
import { makeExampleDesk } from './example-desk.js';

const { db, truncate } = await testDatabase();

const MALFORMED: Partial<Record<Param['kind'], string>> = {
  id: 'x1',
  ids: '1,x',
  int: '1.5',
  bool: 'perhaps',
  text: '\0',
  time: 'soon',
  endTime: '2026-02-30',
  choice: 'nothing of that kind',
  fields: '[1',
};

/** What a read takes for missing where it need not be there (rest.md § 1.4). */
const LENIENT = new Set(['id', 'ids', 'int', 'bool', 'choice']);

/** An unknown record of these is told as a bad parameter: the ticket is there, or is to be. */
const REFERENCES = new Set([
  'ticket categoryId',
  'article categoryId',
  'SetTicketStatus statusId',
  'SetAssignee userId',
  'changecategory newCategoryId',
  'AddSubscriber userId',
  // Says first that there is no file.
  'AttachFile id',
]);

/** Ending what never was is done (rest.md § 3.8.14). */
const DONE = new Set(['RemoveSubscriber userId']);

/** Each parameter of each route. */
const every = routes.flatMap((route) =>
  Object.entries(route.params).map(([name, param]) => ({ action: route.action, route, name, param })),
);
const required = every.filter(({ param }) => param.required);
const posted = routes.filter(({ methods }) => methods.includes('POST'));

let ctx: Context;
let before: string;
beforeAll(async () => {
  await truncate();
  ctx = await makeExampleDesk(db);
  before = await everything(db);
});

/** Calls with one parameter of the example call replaced, or without it. */
async function callWith(route: Route, name: string, value?: string) {
  const [path = '', query = ''] = exampleCall(route).split('?');
  const params = new URLSearchParams(query);
  if (value === undefined) params.delete(name);
  else params.set(name, value);
  const { status, text } = await rest(ctx, `${path}?${params}`, { method: route.methods[0] });
  return { status, text };
}

describe('every route', () => {
  it.each(required)('names a parameter that is missing: $action $name', async ({ route, name }) => {
    expect(await callWith(route, name)).toEqual({ status: 400, text: `Parameter ${name} is required.` });
  });

  it.each(every.filter(({ param }) => param.kind in MALFORMED))(
    'names a parameter that cannot be read: $action $name',
    async ({ route, name, param }) => {
      const { status, text } = await callWith(route, name, MALFORMED[param.kind]);
      const isIgnored = LENIENT.has(param.kind) && !isWrite(route) && !param.required;
      expect([status, isIgnored || text.includes(name)]).toEqual([isIgnored ? 200 : 400, true]);
    },
  );

  it.each(required.filter(({ param }) => param.kind === 'id'))(
    'does not know a record that is not there: $action $name',
    async ({ route, name }) => {
      const { status } = await callWith(route, name, '99999');
      const row = `${route.action} ${name}`;
      expect(status).toBe(DONE.has(row) ? 200 : REFERENCES.has(row) ? 400 : 404);
    },
  );

  it.each(routes)('takes no other method: $action', async (route) => {
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const { status, headers } = await rest(ctx, exampleCall(route), { method });
      expect([status, headers.get('allow')]).toEqual([405, expect.stringContaining(route.methods[0])]);
    }
  });

  it.each(posted)('refuses a broken body: $action', async (route) => {
    const bodies = [
      ['application/json', '{"id": 10'],
      ['application/json', '[1042]'],
      ['multipart/form-data; boundary=cut', '--cut\r\nContent-Disposition: form-data; name="id"\r\n\r\n1042'],
      ['multipart/form-data', '--cut--'],
    ] as const;
    for (const [type, body] of bodies) {
      const init = { method: 'POST', body, headers: { 'content-type': type } };
      expect([type, (await rest(ctx, exampleCall(route), init)).status]).toEqual([type, 400]);
    }
  });

  it.each(posted.filter(({ params }) => Object.values(params).some((param) => param.required)))(
    'does not look for parameters in a body of a type it does not know: $action',
    async ({ action }) => {
      const init = { method: 'POST', body: '<id>1042</id>', headers: { 'content-type': 'application/xml' } };
      const { status, text } = await rest(ctx, `/api/${action}`, init);
      expect([status, text]).toEqual([400, expect.stringContaining('application/xml')]);
    },
  );
});

describe('all those calls', () => {
  it('have changed nothing', async () => {
    expect(await everything(db)).toBe(before);
  });
});
