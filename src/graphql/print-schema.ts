import { readFileSync, writeFileSync } from 'node:fs';
import { printSchema } from 'graphql';
import { schema } from './schema.js';

const FILE = new URL('../../schema.graphql', import.meta.url);

/** Writes schema.graphql; with `--check` only fails when it is stale. */
const printed = `${printSchema(schema)}\n`;
if (!process.argv.includes('--check')) writeFileSync(FILE, printed);
else if (readFileSync(FILE, 'utf8') !== printed) {
  console.error('schema.graphql is stale: run `npm run schema` and review the difference.');
  process.exitCode = 1;
}
