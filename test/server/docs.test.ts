import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { ERROR_PAGES, GUIDE } from '../../src/server/docs-pages.js';
import { testDatabase } from '../support/db.js';
import { type DemoDesk, startDemoDesk } from '../support/demo-desk.js';
import { openLine } from '../support/line.js';
import { findProgram } from '../support/programs.js';

const desk = await startDemoDesk({ LIMIT_PER_MINUTE: '90', LIMIT_SEARCH_PER_MINUTE: '60' });
const folder = mkdtempSync(join(tmpdir(), 'help-desk-docs-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'trusted-documents.json'), '{}');
const trusting = await startDemoDesk({ DATA_DIR: folder, DEMO: 'false', ADMIN_PASSWORD: 'admin' });
const silent = await startDemoDesk({ INTROSPECTION: 'false', DEMO: 'false', ADMIN_PASSWORD: 'admin' });
const line = await openLine((await testDatabase('postgres')).url ?? '');
const cutOff = await startDemoDesk({ DATABASE_URL: line.url, DEMO: 'false', ADMIN_PASSWORD: 'admin' });

const run = promisify(execFile);
const guide = new URL('../../docs/guide/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, guide), 'utf8');

const pages = ['/docs', ...Object.keys(GUIDE).map((name) => `/docs/${name}`)];
const errorPages = ERROR_PAGES.map((code) => `/docs/errors/${code}`);

describe('the guide', () => {
  it.each([...pages, ...errorPages])('%s is there for everybody', async (path) => {
    const response = await desk.get(path);
    expect(response.status).toBe(200);
    expect(await response.text()).toMatch(/<h1>/);
  });

  it('leads nowhere that is not there', async () => {
    const links = new Set<string>();
    for (const path of [...pages, ...errorPages]) {
      const text = await (await desk.get(path)).text();
      for (const [, link] of text.matchAll(/href="(\/[^"#]*)/g)) links.add(link ?? '');
    }
    const dead: string[] = [];
    for (const link of links) {
      const { status } = await desk.get(link, { accept: 'text/html' });
      if (status !== 200) dead.push(`${link}: ${status}`);
    }
    expect(dead).toEqual([]);
  });

  it('has all of its files in the menu', () => {
    const files = readdirSync(guide, { recursive: true }).filter((name) => String(name).endsWith('.md'));
    const known = [
      ...Object.keys(GUIDE).filter((name) => name !== 'graph'),
      ...ERROR_PAGES.map((code) => `errors/${code}`),
    ];
    expect(files.map(String).sort()).toEqual(known.map((name) => `${name}.md`).sort());
  });

  it('describes every operation of the graph', async () => {
    const text = await (await desk.get('/docs/graph')).text();
    for (const name of ['createTicket', 'ticketsChanged', 'search', 'TicketPriority', 'ADMIN'])
      expect(text).toContain(name);
  });

  it('names every variable that the configuration reads', () => {
    const source = readFileSync(new URL('../../src/config.ts', import.meta.url), 'utf8');
    const names = [...source.matchAll(/^ {2}([A-Z][A-Z0-9_]+): /gm)].map(([, name]) => name);
    const text = read('operations.md');
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('the example of', () => {
  findProgram('curl', 'curl');
  const has = (language: string) =>
    ERROR_PAGES.filter((code) => read(`errors/${code}.md`).includes(`\`\`\`${language}`));

  it.each(has('sh'))('%s over HTTP', async (code) => {
    const [command, expected] = [block(code, 'sh'), block(code, 'text')];
    const { url } = await deskFor(code);
    const here = command.replaceAll('http://localhost:4000', url);
    const { stdout } = await run('sh', ['-c', `${here} --write-out '\n%{http_code}'`]);
    const lines = stdout.trim().split('\n');
    expect(`${lines.at(-1)} ${lines[0]}`).toContain(expected);
  });

  it.each(has('graphql'))('%s in the graph', async (code) => {
    const { ask } = await deskFor(code);
    const headers = code === 'unauthenticated' ? {} : undefined;
    const { data, errors } = await (await ask(block(code, 'graphql'), {}, headers)).json();
    const mistakes = Object.values<{ errors: object[] }>(data ?? {}).flatMap((payload) => payload?.errors ?? []);
    const shown =
      errors?.map(({ message, extensions }: ShownError) => ({ message, code: extensions.code })) ?? mistakes;
    expect(shown[0]).toMatchObject(JSON.parse(block(code, 'json')));
    expect(shown[0].code).toBe(code.toUpperCase().replaceAll('-', '_'));
  });

  it('is on every page, and every code that the program knows has a page', () => {
    expect(ERROR_PAGES.filter((code) => !/```(?:sh|graphql)/.test(read(`errors/${code}.md`)))).toEqual([]);
    const sources = new URL('../../src/', import.meta.url);
    const codes = readdirSync(sources, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.ts') && !name.startsWith('generated'))
      .flatMap((name) => [...readFileSync(new URL(name, sources), 'utf8').matchAll(/\bcode: '([A-Z]+_?[A-Z_]+)'/g)])
      .map(([, code = '']) => code.toLowerCase().replaceAll('_', '-'));
    expect(codes.length).toBeGreaterThan(3);
    expect(codes.filter((code) => !ERROR_PAGES.some((page) => page === code))).toEqual([]);
  });

  it('a cost is what the desk says', async () => {
    const text = read('limits.md');
    const query = /```graphql\n(query Cost.*?)\n```/s.exec(text)?.[1] ?? '';
    const { data } = await (await desk.ask(query)).json();
    expect(text).toMatch(new RegExp(`^costs .*= ${data.rateLimit.cost}\\.`, 'm'));
  });
});

interface ShownError {
  readonly message: string;
  readonly extensions: { readonly code: string };
}

/** The first block of a language on the page of a code. */
function block(code: string, language: string): string {
  const text = new RegExp(`\`\`\`${language}\\n(.*?)\\n\`\`\``, 's').exec(read(`errors/${code}.md`))?.[1];
  if (text === undefined) throw new Error(`errors/${code}.md has no ${language}.`);
  return text;
}

/** A desk in the state that the code tells of. */
async function deskFor(code: (typeof ERROR_PAGES)[number]): Promise<DemoDesk> {
  if (code === 'rate-limited') await useUp('manager');
  if (code === 'internal') await silent.app.database.db.$executeRaw`ALTER TABLE IF EXISTS "Company" RENAME TO "Gone"`;
  if (code === 'unavailable') line.cut();
  const others: Partial<Record<typeof code, DemoDesk>> = {
    'untrusted-document': trusting,
    'introspection-disabled': silent,
    internal: silent,
    unavailable: cutOff,
  };
  return others[code] ?? desk;
}

async function useUp(username: string): Promise<void> {
  const authorization = `Basic ${btoa(`${username}:${username}`)}`;
  const calls = Array.from({ length: 90 }, () => desk.get('/api/Stats', { authorization }));
  await Promise.all(calls);
}
