import type { GraphQLSchema } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { apiDocsPage } from './api-docs-page.js';
import { assetReply } from './assets.js';
import { DEMO_LOGINS } from './demo-logins.js';
import { createDocs } from './docs-pages.js';
import { graphiqlPage } from './graphiql-page.js';
import { landingPage } from './landing-page.js';
import type { ServerContext } from './visit.js';

interface PagesOptions {
  /** Whether the demo logins work here. */
  readonly isDemo: boolean;
  /** Where the desk is reached, without a trailing slash. */
  readonly address: string;
  /** What the reference describes. */
  readonly schema: GraphQLSchema;
}

/** The REST face answers below both prefixes, in any case. */
const API_DOCS = /^(?:\/helpdesk)?\/api\/docs\/?$/i;

type Page = (request: Request) => Response | Promise<Response | null> | null;

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

function router({ isDemo, address, schema }: PagesOptions): (path: string) => Page | null {
  const demoLogins = isDemo ? DEMO_LOGINS : [];
  const pages: Readonly<Record<string, Page>> = {
    '/': () => landingPage({ demoLogins, address }),
    '/graphql': (request) => (wantsPage(request) ? graphiqlPage(demoLogins) : null),
  };
  const docs = createDocs(schema);
  return (path) => {
    if (Object.hasOwn(pages, path)) return pages[path] ?? null;
    if (API_DOCS.test(path)) return apiDocsPage;
    if (path.startsWith('/assets/')) return ({ headers }) => assetReply(path.slice('/assets/'.length), headers);
    return docs(path);
  };
}

/** Queries may come by GET as well, but nobody but a browser asks for HTML. */
function wantsPage({ headers }: Request): boolean {
  return headers.get('accept')?.includes('text/html') ?? false;
}
