import { readFile } from 'node:fs/promises';
import type { GraphQLSchema } from 'graphql';
import { marked } from 'marked';
import { graphReference } from './graph-reference.js';
import { type Html, html, trusted } from './html.js';
import { renderPage, siteHeader } from './page.js';

/** The pages of the guide in the order of the menu, by their address below `/docs/`. */
export const GUIDE: Readonly<Record<string, string>> = {
  'getting-started': 'Getting started',
  authentication: 'Authentication',
  limits: 'Limits',
  errors: 'Errors',
  graph: 'Graph reference',
  rest: 'REST',
  'coming-from-jitbit': 'Coming from Jitbit',
  operations: 'Operations',
};

/** The pages of the error codes, below `/docs/errors/`. */
export const ERROR_PAGES = [
  'unauthenticated',
  'forbidden',
  'not-found',
  'invalid',
  'conflict',
  'too-large',
  'rate-limited',
  'unavailable',
  'internal',
] as const;

const START = 'getting-started';

/** Answers the pages of the guide; null for all other addresses. They are rendered when first asked for. */
export function createDocs(schema: GraphQLSchema): (path: string) => (() => Promise<Response>) | null {
  const known = new Set([...Object.keys(GUIDE), ...ERROR_PAGES.map((code) => `errors/${code}`)]);
  const rendered = new Map<string, Promise<Html>>();
  return (path) => {
    const name = /^\/docs(?:\/(.*?))?\/?$/.exec(path)?.[1] ?? (/^\/docs\/?$/.test(path) ? START : '');
    if (!known.has(name)) return null;
    return async () => {
      const content = rendered.get(name) ?? (name === 'graph' ? Promise.resolve(graphReference(schema)) : render(name));
      rendered.set(name, content);
      content.catch(() => rendered.delete(name));
      return docsPage(name, await content);
    };
  };
}

/** The guide is part of the program: its HTML is trusted. */
async function render(name: string): Promise<Html> {
  const text = await readFile(new URL(`../../docs/guide/${name}.md`, import.meta.url), 'utf8');
  return trusted(await marked.parse(text, { gfm: true }));
}

function docsPage(name: string, content: Html): Response {
  const entry = ([page, title]: [string, string]) => {
    const current = page === name.split('/')[0] ? trusted(' aria-current="page"') : null;
    return html`<li><a href="/docs/${page}"${current}>${title}</a></li>\n`;
  };
  const body = html`${siteHeader()}
<main class="docs"><nav><ul>${Object.entries(GUIDE).map(entry)}</ul></nav><article>${content}</article></main>`;
  const title = GUIDE[name] ?? name.split('/')[1]?.toUpperCase().replaceAll('-', '_') ?? name;
  return renderPage({ title: `${title} · Help desk`, body });
}
