import type { Plugin } from 'graphql-yoga';
import type { Context } from '../core/context.js';
import { AppError, demand, unauthenticated } from '../core/errors.js';
import { fetchAccessToken } from '../domain/caller/token-service.js';
import { foreignWrite, isForeignWrite } from './cross-site.js';
import { html } from './html.js';
import type { Page, SitePages } from './page.js';
import { refusalPage } from './record-pages.js';
import { CHALLENGE } from './use-caller.js';
import { type ServerContext, type Visit, visitOf } from './visit.js';

interface TokenPageOptions {
  readonly render: SitePages;
  contextOf(visit: Visit): Context;
  /** Counts the page as a call. */
  pay(visit: Visit): Promise<unknown>;
  /** What a failure other than a refusal can be told as; null for bugs. */
  explain(error: unknown): AppError | null;
  /** The refusal as scripts read it. */
  refuse(error: AppError, visit: Visit): Response;
  /** Origins whose pages may write. */
  readonly allowedOrigins: readonly string[];
}

const PATH = /^(?:\/helpdesk)?\/user\/token\/?$/i;
/** What the tokens made here are called in lists. */
const TOKEN_NAME = 'User/Token';
const NO_STORE = { 'cache-control': 'no-store' };

/**
 * `/User/Token`, where people and old clients fetch a token with their username and password (rest.md § 3.9). Secrets are
 * stored nowhere, so that every visit makes a new token.
 */
export function useTokenPage(options: TokenPageOptions): Plugin<object, ServerContext> {
  const { render, contextOf, pay, explain, refuse, allowedOrigins } = options;
  return {
    async onRequest({ request, url, serverContext, endResponse }) {
      if (request.method !== 'GET' || !PATH.test(url.pathname)) return;
      const visit = visitOf(serverContext);
      const isJson = wantsJson(url.searchParams);
      try {
        await pay(visit);
        demand(!isForeignWrite(request.headers, true, allowedOrigins), foreignWrite());
        demandPassword(request.headers);
        const { secret } = await fetchAccessToken(contextOf(visit), TOKEN_NAME);
        endResponse(isJson ? Response.json({ token: secret }, { headers: NO_STORE }) : render(tokenPage(secret)));
      } catch (error) {
        const refusal = error instanceof AppError ? error : explain(error);
        if (!refusal) throw error;
        if (refusal.code === 'UNAUTHENTICATED') visit.headers.set('www-authenticate', CHALLENGE);
        endResponse(isJson ? refuse(refusal, visit) : render(refusalPage(refusal)));
      }
    },
  };
}

/** Tokens may end; one that makes others would live for ever. */
function demandPassword(headers: Headers): void {
  const isPassword = /^\s*basic\s/i.test(headers.get('authorization') ?? '');
  demand(isPassword, unauthenticated('Log in with your username and password to get a token.'));
}

/** Parameters may be spelt in any case, as everywhere below `/api`. */
function wantsJson(parameters: URLSearchParams): boolean {
  return [...parameters].some(
    ([name, value]) => name.toLowerCase() === 'json' && value.trim().toLowerCase() === 'true',
  );
}

function tokenPage(secret: string): Page {
  const body = html`<main><h1>Your access token</h1>
<p>Send it with every request:</p>
<pre><code>Authorization: Bearer ${secret}</code></pre>
<p>It acts with all of your rights until your password changes or you revoke it. This page shows it only now; every visit
makes a new one, and of those made here the latest ten work.</p></main>`;
  return { title: 'Access token · help desk', body, headers: NO_STORE };
}
