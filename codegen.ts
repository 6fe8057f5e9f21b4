import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { preset } from '@graphql-codegen/client-preset';
import { codegen } from '@graphql-codegen/core';
import { buildSchema, parse, Source } from 'graphql';

// Types for the documents of a frontend, made by the client preset as its own command line would: `npm run codegen`.
// A frontend of yours writes its documents elsewhere and takes the rest as it is.
const DOCUMENTS = 'test/graphql/documents';
const OUTPUT = 'src/generated/client';

const SCALARS = {
  ID: { input: 'string | number', output: 'string' },
  DateTime: 'string',
  Date: 'string',
  URL: 'string',
};

const root = dirname(fileURLToPath(import.meta.url));
const schema = buildSchema(readFileSync(join(root, 'schema.graphql'), 'utf8'));
const documents = readdirSync(join(root, DOCUMENTS))
  .sort()
  .map((name) => {
    const location = join(root, DOCUMENTS, name);
    const rawSDL = readFileSync(location, 'utf8');
    return { location, rawSDL, document: parse(new Source(rawSDL, name)) };
  });

rmSync(join(root, OUTPUT), { recursive: true, force: true });
for (const file of await sections()) {
  mkdirSync(dirname(file.filename), { recursive: true });
  writeFileSync(file.filename, await codegen(file));
}

/** The types, and the manifest that `DATA_DIR/trusted-documents.json` takes. */
async function sections() {
  return preset.buildGeneratesSection({
    baseOutputDir: `${join(root, OUTPUT)}/`,
    schema: parse(readFileSync(join(root, 'schema.graphql'), 'utf8')),
    schemaAst: schema,
    documents,
    config: { useTypeImports: true, enumsAsTypes: true, scalars: SCALARS, emitLegacyCommonJSImports: false },
    presetConfig: { fragmentMasking: false, persistedDocuments: { hashAlgorithm: 'sha256' } },
    plugins: [],
    pluginMap: {},
    pluginContext: {},
  });
}
