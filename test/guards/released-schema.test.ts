import { existsSync, readFileSync } from 'node:fs';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** With every release: `cp schema.graphql test/guards/released-schema.graphql`. */
const RELEASED = 'test/guards/released-schema.graphql';

/** What the changelog announces as breaking since the last release. */
function announced(): string {
  if (!existsSync(new URL('../../CHANGELOG.md', import.meta.url))) return '';
  const unreleased = /^## \[?Unreleased\]?$(.*?)(?=^## |$(?![\s\S]))/ims.exec(read('CHANGELOG.md'))?.[1] ?? '';
  return /^### Breaking$(.*?)(?=^### |$(?![\s\S]))/ims.exec(unreleased)?.[1] ?? '';
}

async function breakingChanges(before: string, after: string) {
  const changes = await diff(buildSchema(before), buildSchema(after));
  return changes.filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking);
}

describe('the schema since the last release', () => {
  it('breaks no client, unless the changelog names the place under Breaking', async () => {
    const breaking = await breakingChanges(read(RELEASED), read('schema.graphql'));
    const text = announced();
    const hidden = breaking.filter(({ path = '' }) => !text.includes(`\`${path}\``));
    expect(hidden.map(({ path, message }) => `${path}: ${message}`)).toEqual([]);
  });

  it('would be caught at it', async () => {
    const breaking = await breakingChanges('type Query { a: Int b(c: Int): Int }', 'type Query { b(c: Int!): Int }');
    expect(breaking.map(({ path }) => path).sort()).toEqual(['Query.a', 'Query.b.c']);
  });
});
