import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { DEMO_LOGINS } from '../../src/server/demo-logins.js';
import { EXAMPLES } from '../../src/server/graphiql-examples.js';
import { clientModule, questionsFor } from '../../src/server/landing-questions.js';
import { ADMIN, startDemoDesk } from '../support/demo-desk.js';
import { findProgram } from '../support/programs.js';

const desk = await startDemoDesk();
const questions = questionsFor(desk.url).map((question) => [question.title, question] as const);
const folder = mkdtempSync(join(tmpdir(), 'help-desk-snippets-'));
afterAll(() => rmSync(folder, { recursive: true }));

const root = fileURLToPath(new URL('../../', import.meta.url));
for (const [name, target] of Object.entries({ node_modules: 'node_modules', client: 'src/generated/client' }))
  symlinkSync(join(root, target), join(folder, name));

const run = promisify(execFile);
const COMPILER_OPTIONS =
  '--noEmit --strict --target es2023 --module nodenext --skipLibCheck --types node --preserveSymlinks';

describe('the landing page', () => {
  it('opens without a login and shows every question and demo login', async () => {
    const response = await desk.get('/');
    const page = await response.text();
    expect(response.headers.get('content-type')).toContain('text/html');
    for (const [title] of questions) expect(page).toContain(title);
    for (const { username } of DEMO_LOGINS) expect(page).toContain(`data-token="${username}"`);
  });

  it('runs no script but those of its own files', async () => {
    const { headers } = await desk.get('/');
    expect(headers.get('content-security-policy')).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self';",
    );
  });

  it.each(DEMO_LOGINS)('lets $username log in', async ({ username, password }) => {
    const authorization = `Basic ${btoa(`${username}:${password}`)}`;
    expect((await desk.get('/api/Authorization', { authorization })).status).toBe(200);
  });
});

describe('the five questions', () => {
  it.each(questions)('GraphQL: %s', async (_title, { graphql, variables }) => {
    const { data, errors } = await (await desk.ask(graphql, variables)).json();
    expect(errors).toBeUndefined();
    expect(mistakesIn(data)).toEqual([]);
  });

  it.each(questions)('curl: %s', async (_title, { curl }) => {
    findProgram('curl', 'curl');
    const { stdout } = await run('sh', ['-c', curl]);
    if (curl.includes('/api/comment')) expect(stdout).toBe('1');
    else expect(JSON.parse(stdout)).toBeTruthy();
  });

  it('TypeScript: all of them, with the documents of `npm run codegen` and checked by the compiler', async () => {
    const files = questions.map(([, { typescript }], index) => {
      writeFileSync(join(folder, `${index}.mts`), `${clientModule(desk.url)}\n\n${typescript}\n`);
      return `./${index}.mts`;
    });
    const compiler = [join(root, 'node_modules/typescript/bin/tsc'), ...COMPILER_OPTIONS.split(' '), ...files];
    await run(process.execPath, compiler, { cwd: folder }).catch(({ stdout }) => expect(stdout).toBe(''));
    const all = join(folder, 'all.mts');
    const imports = files.map((file) => `(await import('${file}')).answer`);
    writeFileSync(all, `console.log(JSON.stringify([${imports}]));`);
    const { stdout } = await run(process.execPath, ['--import', 'tsx', all]);
    const answers: Parameters<typeof mistakesIn>[0][] = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    expect(answers).toHaveLength(5);
    expect(answers.flatMap(mistakesIn)).toEqual([]);
  });
});

describe('the examples of GraphiQL', () => {
  const named = EXAMPLES.map((example) => [
    /^(?:query|mutation|subscription) (\w+)/m.exec(example.query)?.[1],
    example,
  ]);

  it('are eight', () => expect(EXAMPLES).toHaveLength(8));

  it.each(named as [string, (typeof EXAMPLES)[number]][])('%s works', async (operationName, { query, variables }) => {
    const isComment = operationName === 'CommentWithFile';
    const response = isComment ? await askWithFile(query, variables) : await askFor(operationName, query, variables);
    if (operationName === 'TicketChanges') {
      expect(response.headers.get('content-type')).toContain('text/event-stream');
      return response.body?.cancel();
    }
    const { data, errors } = await response.json();
    expect(errors).toBeUndefined();
    expect(mistakesIn(data)).toEqual(operationName === 'Mistakes' ? ['NOT_FOUND'] : []);
    if (isComment) expect(data.addComment.comment.attachments.nodes[0].fileName).toBe('photo.txt');
  });
});

function askFor(operationName: string, query: string, variables: unknown): Promise<Response> {
  const accept = operationName === 'TicketChanges' ? 'text/event-stream' : 'application/json';
  const headers = { ...ADMIN, accept, 'content-type': 'application/json' };
  const body = JSON.stringify({ query, variables, operationName });
  return fetch(`${desk.url}/graphql`, { method: 'POST', headers, body });
}

function askWithFile(query: string, variables: unknown): Promise<Response> {
  const body = new FormData();
  body.append('operations', JSON.stringify({ query, variables }));
  body.append('map', JSON.stringify({ 0: ['variables.input.files.0'] }));
  body.append('0', new Blob(['dark']), 'photo.txt');
  return fetch(`${desk.url}/graphql`, { method: 'POST', headers: ADMIN, body });
}

/** Codes of what a mutation says is wrong. */
function mistakesIn(data: Record<string, { errors?: { code: string }[] } | null>): string[] {
  return Object.values(data).flatMap((payload) => payload?.errors?.map(({ code }) => code) ?? []);
}
