import { readFileSync } from 'node:fs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findRoute, isWrite, routesOf } from '../../src/rest/route-lookup.js';
import { routes } from '../../src/rest/routes.js';
import { testDatabase } from '../support/db.js';
import { rest } from '../support/rest.js';
import { makeExampleDesk } from './example-desk.js';

interface Example {
  readonly endpoint: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly form?: Record<string, string>;
    readonly multipart?: Record<string, string>;
    readonly json?: object;
  };
  readonly response: { readonly status: number; readonly contentType?: string; readonly body: unknown };
}

const file = new URL('./examples.json', import.meta.url);
const { examples } = JSON.parse(readFileSync(file, 'utf8')) as { examples: Example[] };

/** Examples whose records are cut short. */
const SHORTENED = new Set(['Subscribers', 'Articles', 'Rule']);

const { db, truncate } = await testDatabase();

const routeOf = ({ request: { method, path } }: Example) =>
  findRoute(routesOf(path.split(/[/?]/)[2]?.toLowerCase() ?? ''), method);
const writes = examples.filter((example) => isWrite(routeOf(example) ?? failing(example)));
const reads = examples.filter((example) => !writes.includes(example));

function failing({ endpoint }: Example): never {
  throw new Error(`There is no route for ${endpoint}.`);
}

function initOf({ method, form, multipart, json }: Example['request']): RequestInit {
  if (json) return { method, body: JSON.stringify(json), headers: { 'content-type': 'application/json' } };
  if (form) return { method, body: new URLSearchParams(form) };
  return multipart ? { method, body: multipartBody(multipart) } : { method };
}

function multipartBody(parts: Record<string, string>): FormData {
  const body = new FormData();
  for (const [name, value] of Object.entries(parts)) {
    if (value.startsWith('(binary) ')) body.set(name, new Blob(['picture']), value.slice(9));
    else body.set(name, value);
  }
  return body;
}

/** Types and keys of an example beside those of an answer; empty lists of the example say nothing about rows. */
function shapeOf(value: unknown, example: unknown, isShort: boolean): unknown {
  if (value === null || typeof value !== 'object') return kindOf(value);
  if (Array.isArray(value)) {
    const [row] = Array.isArray(example) ? example : [];
    return row === undefined ? 'list' : [shapeOf(value[0], row, isShort)];
  }
  const shown = (example ?? {}) as Record<string, unknown>;
  const entries = Object.entries(value).filter(([key]) => !isShort || key in shown);
  return Object.fromEntries(entries.map(([key, each]) => [key, fieldShape(key, each, shown[key], isShort)]));
}

/** The hash of a file may be null, and in the examples is. */
function fieldShape(key: string, value: unknown, example: unknown, isShort: boolean): unknown {
  return key === 'FileHash' ? 'hash' : shapeOf(value, example, isShort);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? 'time' : typeof value;
}

async function replay(ctx: Awaited<ReturnType<typeof makeExampleDesk>>, { endpoint, request, response }: Example) {
  const answer = await rest(ctx, request.path, initOf(request));
  expect([answer.status, answer.text]).toEqual([response.status, expect.any(String)]);
  expect(answer.headers.get('content-type')).toBe(response.contentType ?? null);
  if (!response.contentType?.startsWith('application/json')) {
    expect(answer.text === '').toBe(response.body === '');
    return;
  }
  const isShort = SHORTENED.has(endpoint);
  const expected = shapeOf(response.body, response.body, isShort);
  expect(shapeOf(answer.json, response.body, isShort)).toEqual(expected);
}

describe('the examples of the contract', () => {
  it('cover every route', () => {
    const shown = new Set(examples.map(routeOf));
    expect(routes.filter((route) => !shown.has(route)).map(({ action }) => action)).toEqual([]);
  });

  describe('of reading', () => {
    let ctx: Awaited<ReturnType<typeof makeExampleDesk>>;
    beforeAll(async () => {
      await truncate();
      ctx = await makeExampleDesk(db);
    });
    it.each(reads.map((example) => [example.endpoint, example] as const))('%s', (_, example) => replay(ctx, example));
  });

  describe('of writing', () => {
    let ctx: Awaited<ReturnType<typeof makeExampleDesk>>;
    beforeEach(async () => {
      await truncate();
      ctx = await makeExampleDesk(db);
    });
    it.each(writes.map((example) => [example.endpoint, example] as const))('%s', (_, example) => replay(ctx, example));
  });
});
