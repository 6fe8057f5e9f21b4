import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { Context } from '../../src/core/context.js';
import { routes } from '../../src/rest/routes.js';
import { testDatabase } from '../support/db.js';
import { rest } from '../support/rest.js';
import { makeExampleDesk } from './example-desk.js';

const { db, truncate } = await testDatabase();
/** The calls of this minute end it, not their number. */
const TIME_MS = 60_000;
const CALLS_MAX = 1_000_000;

let ctx: Context;
beforeAll(async () => {
  await truncate();
  ctx = await makeExampleDesk(db);
});

const nasty = fc.constantFrom(
  ...['', '0', '-1', '1.5', '0x10', '1e9', '2147483648', '99999999999999999999', 'NaN', 'null', 'undefined', 'true'],
  ...['\0', 'a\0b', '\ud800', '%', '%zz', "'; DROP TABLE tickets;--", '{"gt":0}', '[1]', '{}', '[', '<!--html--><b>'],
  ...['0000-00-00', '275760-09-13', '9999-12-31T23:59:59Z', '2026-02-30', '🧨'.repeat(50), 'x'.repeat(5000)],
);
const known = fc.constantFrom('1042', '1043', '1044', '5', '31', '7', '17', '555', '9001', '12', '41', '8', '3', '4');
const scalar = fc.oneof(nasty, known, known, fc.string({ unit: 'binary', maxLength: 20 }));
const anything = fc.oneof(scalar, fc.jsonValue({ maxDepth: 3 }), fc.integer(), fc.double());

const route = fc.constantFrom(...routes);
const call = route.chain((chosen) => {
  const names = fc.oneof(fc.constantFrom('id', 'userId', ...Object.keys(chosen.params)), fc.string({ maxLength: 8 }));
  return fc.record({
    action: fc.constant(chosen.action),
    method: fc.constantFrom('GET', 'POST', 'POST', 'HEAD', 'PUT'),
    id: fc.option(scalar),
    query: fc.array(fc.tuple(names, scalar), { maxLength: 5 }),
    type: fc.constantFrom('json', 'form', 'multipart', 'broken multipart', 'text', 'broken json', 'none'),
    body: fc.array(fc.tuple(names, anything), { maxLength: 5 }),
  });
});

type Call = typeof call extends fc.Arbitrary<infer Value> ? Value : never;

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function bodyOf({ type, body }: Call): { body?: BodyInit; type?: string } {
  const json = JSON.stringify(Object.fromEntries(body));
  const form = new URLSearchParams(body.map(([name, value]) => [name, textOf(value)])).toString();
  const parts = body.map(([name, value]) => {
    const header = name.replace(/[\r\n"]/g, '');
    return `--cut\r\nContent-Disposition: form-data; name="${header}"\r\n\r\n${textOf(value)}\r\n`;
  });
  if (type === 'json') return { type: 'application/json', body: json };
  if (type === 'broken json') return { type: 'application/json', body: json.slice(0, -1) };
  if (type === 'form') return { type: 'application/x-www-form-urlencoded', body: form };
  if (type === 'multipart') return { type: 'multipart/form-data; boundary=cut', body: `${parts.join('')}--cut--\r\n` };
  if (type === 'broken multipart') return { type: 'multipart/form-data; boundary=cut', body: parts.join('') };
  return type === 'text' ? { type: 'text/plain', body: form } : {};
}

async function send(input: Call) {
  const { action, method, id, query } = input;
  const segment = id === null ? '' : `/${encodeURIComponent(id.toWellFormed())}`;
  const search = query.map(
    ([name, value]) => `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(value.toWellFormed())}`,
  );
  const { body, type } = method === 'GET' || method === 'HEAD' ? {} : bodyOf(input);
  const headers: Record<string, string> = type ? { 'content-type': type } : {};
  // Bugs of the desk and answers that are not described throw.
  return rest(ctx, `/api/${action}${segment}?${search.join('&')}`, { method, headers, body });
}

it('60 seconds of random input to all routes never break the desk', { timeout: 3 * TIME_MS }, async () => {
  const reached = new Set<string>();
  const started = Date.now();
  const property = fc.asyncProperty(call, async (input) => {
    const { status, actions } = await send(input);
    expect(status).toBeLessThan(500);
    for (const action of actions) reached.add(`${input.method} ${action}`);
  });
  await fc.assert(property, { numRuns: CALLS_MAX, interruptAfterTimeLimit: TIME_MS, endOnFailure: true });
  expect(Date.now() - started).toBeGreaterThanOrEqual(TIME_MS);

  const missed = routes.filter(({ action, methods }) => !methods.some((method) => reached.has(`${method} ${action}`)));
  expect(missed.map(({ op }) => op)).toEqual([]);
});

it('the desk still answers, with all its records', async () => {
  const { status, json } = await rest(ctx, '/api/Stats');
  expect([status, json]).toEqual([200, expect.objectContaining({ TotalTickets: expect.any(Number) })]);
  expect(await db.user.count({ where: { isAdmin: true, isDisabled: false } })).toBeGreaterThan(0);
});
