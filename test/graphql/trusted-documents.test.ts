import { readFileSync } from 'node:fs';
import { createYoga } from 'graphql-yoga';
import { describe, expect, it } from 'vitest';
import { schema } from '../../src/graphql/schema.js';
import { useErrors } from '../../src/graphql/use-errors.js';
import { useTrustedDocuments } from '../../src/graphql/use-trusted-documents.js';

const MANIFEST = new URL('../../src/generated/client/persisted-documents.json', import.meta.url);
const manifest: Record<string, string> = JSON.parse(readFileSync(MANIFEST, 'utf8'));
const [dashboard = ''] = Object.keys(manifest).filter((id) => manifest[id]?.includes('query Dashboard'));

const yoga = createYoga({
  schema,
  maskedErrors: false,
  logging: false,
  context: () => ({ who: null }),
  plugins: [useErrors({ requestIdOf: () => 'r1', onBug: () => {} }), useTrustedDocuments(manifest)],
});

async function codesOf(body: object): Promise<[number, string[]]> {
  const response = await yoga.fetch('http://desk/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify(body),
  });
  const { errors } = await response.json();
  return [response.status, errors.map(({ extensions }: { extensions: { code: string } }) => extensions.code)];
}

describe('a desk with trusted documents', () => {
  const hash = dashboard.replace('sha256:', '');

  it.each([
    ['by its id', { documentId: dashboard }],
    ['by its hash', { documentId: hash }],
    ["as Apollo's clients do", { extensions: { persistedQuery: { version: 1, sha256Hash: hash } } }],
    ['in full', { query: manifest[dashboard] }],
  ])('runs a document named %s', async (_title, body) => {
    const [status, codes] = await codesOf(body);
    expect([status, new Set(codes)]).toEqual([401, new Set(['UNAUTHENTICATED'])]);
  });

  it.each([
    ['another document', { query: '{ viewer { id } }' }],
    ['the same one with a space more', { query: `${manifest[dashboard]} ` }],
    ['introspection', { query: '{ __schema { types { name } } }' }],
    ['an unknown id', { documentId: `sha256:${'0'.repeat(64)}` }],
    ['an id with a text of its own', { documentId: 'sha256:x', query: manifest[dashboard] }],
    ['a name that objects have', { documentId: 'x:constructor' }],
  ])('refuses %s', async (_title, body) => {
    expect(await codesOf(body)).toEqual([400, ['UNTRUSTED_DOCUMENT']]);
  });
});
