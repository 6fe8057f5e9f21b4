import { randomBytes } from 'node:crypto';
import type { DemoLogin } from './demo-logins.js';
import { EXAMPLES } from './graphiql-examples.js';
import { html, jsonBlock } from './html.js';
import { renderPage } from './page.js';

/** GraphiQL with a bar above it that logs in. Everything it needs comes from here. */
export function graphiqlPage(demoLogins: readonly DemoLogin[]): Response {
  const styleNonce = randomBytes(16).toString('base64');
  const tabs = EXAMPLES.map(({ query, variables }) => ({
    query,
    variables: variables ? JSON.stringify(variables, null, 2) : null,
  }));
  const body = html`<header class="bar">
<a class="brand" href="/">Help desk</a>
<form id="login">
${demoLogins.map(({ username, title }) => html`<button type="button" data-demo="${username}">${title}</button>\n`)}
<span id="credentials"><input id="username" placeholder="Username" aria-label="Username" autocomplete="username">
<input id="password" type="password" placeholder="Password" aria-label="Password" autocomplete="current-password">
<button>Log in</button></span>
<output id="caller"></output>
<button type="button" id="logout" hidden>Log out</button>
</form>
<label class="file" title="Sent in place of a null of type Upload">File: <span id="file-name">none</span><input type="file" id="file"></label>
<button type="button" id="reset" title="Throws away all tabs">Reset examples</button>
<nav><a href="/docs">Docs</a></nav>
</header>
<main id="graphiql"><noscript>GraphiQL is a program for your browser; it needs JavaScript.</noscript></main>
${jsonBlock('graphiql-options', { styleNonce, tabs, demoLogins })}`;
  return renderPage({
    title: 'GraphiQL · Help desk',
    body,
    styles: ['graphiql-app.css', 'graphiql.css'],
    scripts: ['login.js', 'graphiql.js', 'graphiql-app.js', 'graphiql-start.js'],
    styleNonce,
    // The nonce is good for one answer only.
    headers: { 'cache-control': 'no-store' },
  });
}
