import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { preset } from '@graphql-codegen/client-preset';
import { codegen } from '@graphql-codegen/core';
import { buildSchema, parse, Source } from 'graphql';
import { EXAMPLES } from './src/server/graphiql-examples.js';
import { questionsFor } from './src/server/landing-questions.js';

// Types for the documents of a frontend and of the examples on the pages, made by the client preset as its own command line would: `npm run codegen`.
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
const files = readdirSync(join(root, DOCUMENTS)).sort();
const documents = [
  ...files.map((name) => documentOf(join(root, DOCUMENTS, name), readFileSync(join(root, DOCUMENTS, name), 'utf8'))),
  ...EXAMPLES.map(({ query }, index) => documentOf(`example-${index}.graphql`, query)),
  ...questionsFor('').map(({ graphql }, index) => documentOf(`question-${index}.graphql`, graphql)),
];

rmSync(join(root, OUTPUT), { recursive: true, force: true });
for (const file of await sections()) {
  mkdirSync(dirname(file.filename), { recursive: true });
  writeFileSync(file.filename, await codegen(file));
}

function documentOf(location: string, rawSDL: string) {
  return { location, rawSDL, document: parse(new Source(rawSDL, location)) };
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
