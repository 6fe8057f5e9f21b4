import { type Html, html } from './html.js';

/** What a page says; `renderPage` makes a response of it. */
export interface Page {
  readonly title: string;
  readonly body: Html;
  /** Names of assets. */
  readonly scripts?: readonly string[];
  readonly styles?: readonly string[];
  readonly status?: number;
  /** Lets scripts add style sheets; see the policy. */
  readonly styleNonce?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An HTML page of this server, which loads nothing from anywhere else and runs no script of its own text. */
export function renderPage(page: Page): Response {
  const { title, body, scripts = [], styles = ['site.css'], status = 200 } = page;
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
${styles.map((name) => html`<link rel="stylesheet" href="/assets/${name}">\n`)}</head>
<body>
${body}
${scripts.map((name) => html`<script src="/assets/${name}"></script>\n`)}</body>
</html>
`;
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policyOf(page) };
  return new Response(markup, { status, headers: { ...headers, 'cache-control': 'no-cache', ...page.headers } });
}

/** Renders a page below the bar that all have but GraphiQL's. */
export type SitePages = (page: Page) => Response;

export function sitePages({ hasGraphiql }: { readonly hasGraphiql: boolean }): SitePages {
  const graphiql = hasGraphiql ? html`<a href="/graphql">GraphiQL</a>` : null;
  const header = html`<header class="site"><a class="brand" href="/">Help desk</a>
<nav>${graphiql}<a href="/api/docs">REST</a><a href="/docs">Docs</a></nav></header>`;
  return (page) => renderPage({ ...page, body: html`${header}\n${page.body}` });
}

function policyOf({ styleNonce }: Page): string {
  // Editors place their lines with style attributes, which can do no harm.
  const styles = styleNonce ? `style-src-elem 'self' 'nonce-${styleNonce}'; style-src-attr 'unsafe-inline'; ` : '';
  return (
    `default-src 'none'; script-src 'self'; style-src 'self'; ${styles}img-src 'self' data:; font-src 'self' data:; ` +
    "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
  );
}
