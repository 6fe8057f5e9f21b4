import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { schemaDifference } from '../../src/infra/schema-engine.js';
import { testDatabase } from '../support/db.js';

const { driver } = await testDatabase();

const schema = await readFile(new URL('../../prisma/schema.prisma', import.meta.url), 'utf8');

it('has a migration for everything that schema.prisma says', async () => {
  expect(await driver.exclusively((connection) => schemaDifference(connection, schema))).toBe('');
});

it('would notice what is missing', async () => {
  const changed = schema.replace('model Tag {', 'model Tag {\n  color String?');
  const missing = await driver.exclusively((connection) => schemaDifference(connection, changed));
  expect(missing).toContain('ADD COLUMN     "color"');
});
