import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ERROR_PAGES, GUIDE } from '../../src/server/docs-pages.js';
import { startDemoDesk } from '../support/demo-desk.js';
import { findProgram } from '../support/programs.js';

const desk = await startDemoDesk({ LIMIT_PER_MINUTE: '90', LIMIT_SEARCH_PER_MINUTE: '60' });
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

  it.each(ERROR_PAGES.filter((code) => read(`errors/${code}.md`).includes('```sh')))('%s over REST', async (code) => {
    const [command, expected] = [block(code, 'sh'), block(code, 'text')];
    if (code === 'rate-limited') await useUp('manager');
    const here = command.replaceAll('http://localhost:4000', desk.url);
    const { stdout } = await run('sh', ['-c', `${here} --write-out '\n%{http_code}'`]);
    const lines = stdout.trim().split('\n');
    expect(`${lines.at(-1)} ${lines[0]}`).toContain(expected);
  });

  it.each(ERROR_PAGES.filter((code) => read(`errors/${code}.md`).includes('```graphql')))(
    '%s in the graph',
    async (code) => {
      const headers = code === 'unauthenticated' ? {} : undefined;
      const { data, errors } = await (await desk.ask(block(code, 'graphql'), {}, headers)).json();
      const mistakes = Object.values<{ errors: object[] }>(data ?? {}).flatMap((payload) => payload?.errors ?? []);
      const shown =
        errors?.map(({ message, extensions }: ShownError) => ({ message, code: extensions.code })) ?? mistakes;
      expect(shown[0]).toMatchObject(JSON.parse(block(code, 'json')));
    },
  );
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

async function useUp(username: string): Promise<void> {
  const authorization = `Basic ${btoa(`${username}:${username}`)}`;
  const calls = Array.from({ length: 90 }, () => desk.get('/api/Stats', { authorization }));
  await Promise.all(calls);
}
