import { beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../src/rest/routes.js';
import { startDemoDesk } from '../support/demo-desk.js';
import { everything, exampleCall } from './example-call.js';
import { makeExampleDesk } from './example-desk.js';

// Behind a proxy every call can come from an address of its own, so that none is blocked for the wrong passwords before it.
const own = { DEMO: 'false', ADMIN_USERNAME: 'admin', ADMIN_PASSWORD: 'admin', TRUST_PROXY: '1' };
const desk = await startDemoDesk(own);
const { db } = desk.app.database;

const basic = (login: string) => ({ authorization: `Basic ${btoa(login)}` });
const ONE_ADDRESS = { 'x-forwarded-for': '198.51.100.7' };

/** Each route with each of its methods, and an address to call from. */
const rows = routes
  .flatMap((route) => route.methods.map((method) => ({ method, action: route.action, route })))
  .map((row, index) => ({ ...row, address: { 'x-forwarded-for': `192.0.2.${index}` } }));

let before: string;
beforeAll(async () => {
  await makeExampleDesk(db);
  before = await everything(db);
});

async function expectRefusal(row: (typeof rows)[number], headers: Record<string, string>): Promise<void> {
  const response = await fetch(desk.url + exampleCall(row.route), { method: row.method, headers });
  expect([response.status, response.headers.get('content-type')]).toEqual([401, 'text/plain; charset=utf-8']);
  expect(response.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
  expect(await response.text()).toMatch(/^[A-Z].*\.$/);
}

describe('every route refuses', () => {
  it.each(rows)('a call without a login: $method $action', (row) => expectRefusal(row, ONE_ADDRESS));

  it.each(rows)('a wrong token: $method $action', (row) =>
    expectRefusal(row, { ...ONE_ADDRESS, authorization: `Bearer hdg_${'x'.repeat(40)}` }),
  );

  it.each(rows)('a malformed login: $method $action', (row) =>
    expectRefusal(row, { ...ONE_ADDRESS, authorization: 'Basic %%%' }),
  );

  // Passwords are slow to check: the documented method is enough.
  it.each(rows.filter(({ route, method }) => method === route.methods[0]))('a wrong password: $method $action', (row) =>
    expectRefusal(row, { ...row.address, ...basic('admin:guess') }),
  );
});

describe('all those calls', () => {
  it('have changed nothing', async () => {
    expect(await everything(db)).toBe(before);
  });

  it('block no address: tokens and missing logins are no guesses', async () => {
    const response = await fetch(`${desk.url}/api/Stats`, { headers: { ...ONE_ADDRESS, ...basic('admin:admin') } });
    expect(response.status).toBe(200);
  });
});
