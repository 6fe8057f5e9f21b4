import type { GraphQLSchema } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { apiDocsPage } from './api-docs-page.js';
import { assetReply } from './assets.js';
import { DEMO_LOGINS } from './demo-logins.js';
import { createDocs } from './docs-pages.js';
import { graphiqlPage } from './graphiql-page.js';
import { landingPage } from './landing-page.js';
import type { SitePages } from './page.js';
import type { ServerContext } from './visit.js';

interface PagesOptions {
  /** Whether the demo logins work here. */
  readonly isDemo: boolean;
  /** Where the desk is reached, without a trailing slash. */
  readonly address: string;
  /** What the reference describes; null for a desk that keeps its schema to itself. */
  readonly schema: GraphQLSchema | null;
  readonly hasGraphiql: boolean;
  readonly render: SitePages;
}

/** The REST face answers below both prefixes, in any case. */
const API_DOCS = /^(?:\/helpdesk)?\/api\/docs\/?$/i;

type Answer = (request: Request) => Response | Promise<Response | null> | null;

/** Pages that everybody may read: they are answered before anybody is asked to log in. */
export function usePages(options: PagesOptions): Plugin<object, ServerContext> {
  const pageOf = router(options);
  return {
    async onRequest({ request, url, endResponse }) {
      if (request.method !== 'GET' && request.method !== 'HEAD') return;
      const answer = await pageOf(url.pathname)?.(request);
      if (answer) endResponse(answer);
    },
  };
}

function router(options: PagesOptions): (path: string) => Answer | null {
  const { isDemo, address, hasGraphiql, render } = options;
  const demoLogins = isDemo ? DEMO_LOGINS : [];
  const docs = createDocs(options);
  const pages: Readonly<Record<string, Answer>> = {
    '/': () => render(landingPage({ demoLogins, address, hasGraphiql })),
    '/graphql': (request) => {
      if (!wantsPage(request)) return null;
      return hasGraphiql ? graphiqlPage(demoLogins) : noGraphiql(request);
    },
  };
  return (path) => {
    if (Object.hasOwn(pages, path)) return pages[path] ?? null;
    if (API_DOCS.test(path)) return () => render(apiDocsPage());
    if (path.startsWith('/assets/')) return ({ headers }) => assetReply(path.slice('/assets/'.length), headers);
    const page = docs(path);
    return page && (() => page().then(render));
  };
}

/** Queries may come by GET as well, but nobody but a browser asks for HTML. */
function wantsPage({ headers }: Request): boolean {
  return headers.get('accept')?.includes('text/html') ?? false;
}

/** An address with a query is one of the API's, also in a browser. */
function noGraphiql({ url }: Request): Response | null {
  if (new URL(url).searchParams.has('query')) return null;
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
  return new Response('There is no page here. Send queries to this address by POST.', { status: 404, headers });
}
