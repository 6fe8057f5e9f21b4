// Generates the Prisma client and compiles to dist/, both only when what they are made from has changed.
// `--generate` makes what the checks need instead of dist/: types for the documents of the tests.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(ROOT);

const TOOLS = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'prisma.config.ts', 'scripts/build.mjs'];
const SCHEMA = 'prisma/schema.prisma';

makeIfChanged('src/generated/.stamp', [...TOOLS, SCHEMA], () => run('node_modules/prisma/build/index.js', 'generate'));
if (process.argv.includes('--generate')) {
  const pages = ['src/server/graphiql-examples.ts', 'src/server/landing-questions.ts'];
  const sources = ['codegen.ts', 'schema.graphql', ...pages, ...filesIn('test/graphql/documents')];
  makeIfChanged('src/generated/.client-stamp', [...TOOLS, ...sources], () =>
    run('node_modules/tsx/dist/cli.mjs', 'codegen.ts'),
  );
} else {
  makeIfChanged('dist/.stamp', [...TOOLS, ...filesIn('src')], () => {
    rmSync('dist', { recursive: true, force: true });
    run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
  });
}

function makeIfChanged(stamp, sources, make) {
  const hash = createHash('sha256').update(process.version);
  for (const source of sources) hash.update(`${source}\0`).update(readFileSync(source));
  const current = hash.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === current) return;
  make();
  writeFileSync(stamp, current);
}

function filesIn(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function run(script, ...args) {
  // Prisma looks for its generators among the programs.
  const env = { ...process.env, PATH: [join(ROOT, 'node_modules/.bin'), process.env.PATH].join(delimiter) };
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { env, encoding: 'utf8' });
  if (status === 0) return;
  console.error(`${stdout}${stderr}`);
  process.exit(1);
}
