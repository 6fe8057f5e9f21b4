import SwaggerParser from '@apidevtools/swagger-parser';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { describe, expect, it } from 'vitest';
import { openApiDocument, openApiText } from '../../src/rest/openapi.js';
import { routes } from '../../src/rest/routes.js';
import { expectAsDescribed, operationOf } from '../support/openapi.js';

interface Described {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly { readonly name: string; readonly required: boolean; readonly example: unknown }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: BodySchema }>> };
}

interface BodySchema {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly patternProperties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}

const described = (route: (typeof routes)[number]) => operationOf(route) as unknown as Described;

describe('the description of the REST face', () => {
  it('is accepted by Redocly without a warning', async () => {
    const config = await createConfig({ extends: ['recommended'], telemetry: 'off' });
    expect(await lintFromString({ source: openApiText(), absoluteRef: '/openapi.json', config })).toEqual([]);
  });

  it('is accepted by swagger-parser', async () => {
    const document = JSON.parse(openApiText());
    await expect(SwaggerParser.validate(document)).resolves.toBeDefined();
  });

  it('is made once', () => {
    expect(openApiText()).toBe(openApiText());
    expect(openApiDocument().openapi).toBe('3.1.0');
  });

  it('names every parameter once, with the right need', () => {
    for (const route of routes) {
      const { parameters, requestBody } = described(route);
      const body = requestBody?.content['multipart/form-data']?.schema;
      const named = parameters?.map(({ name }) => name) ?? [
        ...Object.keys(body?.properties ?? {}),
        ...Object.keys(body?.patternProperties ?? {}).map((pattern) => pattern.slice(1, pattern.indexOf('\\'))),
      ];
      expect([route.action, named.sort()]).toEqual([route.action, Object.keys(route.params).sort()]);
      const needed = parameters?.filter(({ required }) => required).map(({ name }) => name) ?? body?.required ?? [];
      const required = Object.entries(route.params).filter(([, param]) => param.required);
      expect([route.action, needed]).toEqual([route.action, required.map(([name]) => name)]);
    }
  });

  it('tells of every failure that a call may meet', () => {
    for (const route of routes) {
      const statuses = Object.keys(operationOf(route).responses);
      const expected = ['400', '401', '403', '404', '413', '429', '500', '503'];
      expect([route.action, statuses]).toEqual([route.action, expect.arrayContaining(expected)]);
      expect(described(route).summary).toBe(route.summary);
    }
  });

  it('takes bodies in three forms, files in one', () => {
    const create = routes.find(({ op }) => op === 'Mutation.ticket');
    const content = create && described(create).requestBody?.content;
    const hasFiles = Object.entries(content ?? {}).map(([type, { schema }]) => [type, 'files' in schema.properties]);
    expect(hasFiles).toEqual([
      ['application/x-www-form-urlencoded', false],
      ['multipart/form-data', true],
      ['application/json', false],
    ]);
  });
});

describe('an answer of a test that the description does not foresee', () => {
  const url = 'http://desk.example.com/api/Departments';
  const row = { DepartmentID: 1, Name: 'Sales', CompanyID: null, DepartmentName: 'Sales' };
  const sentence = { 'content-type': 'text/plain; charset=utf-8' };
  const look = (body: string, init?: ResponseInit) =>
    expectAsDescribed({ url, method: 'GET' }, new Response(body, init), body);

  it('is noticed', () => {
    expect(() => look(JSON.stringify([{ ...row, CompanyID: '4' }]))).toThrow('drifts');
    expect(() => look(JSON.stringify([{ ...row, Extra: 1 }]))).toThrow('drifts');
    expect(() => look(JSON.stringify([{ DepartmentID: 1 }]))).toThrow('drifts');
    expect(() => look('', { status: 201 })).toThrow('not described');
    expect(() => look('{}', { status: 404, headers: { 'content-type': 'application/json' } })).toThrow(
      'tells a failure',
    );
    const problem = { status: 404, headers: { 'content-type': 'application/problem+json' } };
    expect(() => look('{"title":"Not Found"}', problem)).toThrow('drifts');
  });

  it('is not seen where there is none', () => {
    expect(() => look(JSON.stringify([row]))).not.toThrow();
    expect(() => look('Department not found.', { status: 404, headers: sentence })).not.toThrow();
  });
});
