import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readTrustedDocuments } from '../../src/infra/trusted-documents.js';

const folder = mkdtempSync(join(tmpdir(), 'help-desk-trusted-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('reads the manifest in the data folder, if there is one', () => {
  expect(readTrustedDocuments(join(folder, 'nowhere'))).toBeNull();
  const documents = { [`sha256:${'a'.repeat(64)}`]: '{ __typename }' };
  writeFileSync(join(folder, 'trusted-documents.json'), JSON.stringify(documents));
  expect(readTrustedDocuments(folder)).toEqual(documents);
});

it.each(['', 'nonsense', '[]', '{"a":"b"}', `{"sha256:${'a'.repeat(64)}":1}`])(
  'names the file that holds %j',
  (text) => {
    writeFileSync(join(folder, 'trusted-documents.json'), text);
    expect(() => readTrustedDocuments(folder)).toThrow('trusted-documents.json must be a JSON object');
  },
);
