import { readFile } from 'node:fs/promises';
import type { GraphQLSchema } from 'graphql';
import { marked } from 'marked';
import { graphReference } from './graph-reference.js';
import { type Html, html, trusted } from './html.js';
import type { Page } from './page.js';

/** The pages of the guide in the order of the menu, by their address below `/docs/`. */
export const GUIDE: Readonly<Record<string, string>> = {
  'getting-started': 'Getting started',
  authentication: 'Authentication',
  limits: 'Limits',
  errors: 'Errors',
  graph: 'Graph reference',
  'typed-clients': 'Typed clients',
  subscriptions: 'Subscriptions',
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
  'range-not-satisfiable',
  'rate-limited',
  'unavailable',
  'internal',
  'method-not-allowed',
  'bad-request',
  'unsupported-media-type',
  'graphql-parse-failed',
  'graphql-validation-failed',
  'document-limit',
  'untrusted-document',
  'introspection-disabled',
] as const;

interface DocsOptions {
  /** What the reference describes; null for a desk that keeps its schema to itself. */
  readonly schema: GraphQLSchema | null;
  readonly hasGraphiql: boolean;
}

const START = 'getting-started';

/** Knows the pages of the guide; null for all other addresses. Their texts are rendered when first asked for. */
export function createDocs({ schema, hasGraphiql }: DocsOptions): (path: string) => (() => Promise<Page>) | null {
  const menu = Object.keys(GUIDE).filter((name) => name !== 'graph' || schema);
  const known = new Set([...menu, ...ERROR_PAGES.map((code) => `errors/${code}`)]);
  const rendered = new Map<string, Promise<Html>>();
  const contentOf = (name: string) =>
    name === 'graph' && schema ? Promise.resolve(graphReference(schema, hasGraphiql)) : render(name, hasGraphiql);
  return (path) => {
    const name = /^\/docs(?:\/(.*?))?\/?$/.exec(path)?.[1] ?? (/^\/docs\/?$/.test(path) ? START : '');
    if (!known.has(name)) return null;
    return async () => {
      const content = rendered.get(name) ?? contentOf(name);
      rendered.set(name, content);
      content.catch(() => rendered.delete(name));
      return docsPage(name, menu, await content);
    };
  };
}

/** The guide is part of the program: its HTML is trusted. */
async function render(name: string, hasGraphiql: boolean): Promise<Html> {
  const text = await readFile(new URL(`../../docs/guide/${name}.md`, import.meta.url), 'utf8');
  const linked = hasGraphiql ? text : text.replaceAll('[GraphiQL](/graphql)', 'GraphiQL (switched off at this desk)');
  return trusted(await marked.parse(linked, { gfm: true }));
}

function docsPage(name: string, menu: readonly string[], content: Html): Page {
  const entry = (page: string) => {
    const current = page === name.split('/')[0] ? trusted(' aria-current="page"') : null;
    return html`<li><a href="/docs/${page}"${current}>${GUIDE[page]}</a></li>\n`;
  };
  const body = html`<main class="docs"><nav><ul>${menu.map(entry)}</ul></nav><article>${content}</article></main>`;
  const title = GUIDE[name] ?? name.split('/')[1]?.toUpperCase().replaceAll('-', '_') ?? name;
  return { title: `${title} · Help desk`, body };
}
