import type { DemoLogin } from './demo-logins.js';
import { type Html, html, jsonBlock } from './html.js';
import { clientModule, type Question, questionsFor } from './landing-questions.js';
import type { Page } from './page.js';

interface Landing {
  readonly demoLogins: readonly DemoLogin[];
  /** Where the desk is reached, without a trailing slash. */
  readonly address: string;
  readonly hasGraphiql: boolean;
}

/** What this is, how to get in, and five questions to start from. */
export function landingPage({ demoLogins, address, hasGraphiql }: Landing): Page {
  const body = html`<main>
<h1>A help desk for programs</h1>
<p class="lead">Tickets, comments, people, knowledge base and assets. New programs ask one GraphQL graph; those written for
the Jitbit REST API go on as they are. Both reach the same desk.</p>
<ul class="cards">
${hasGraphiql ? link('/graphql', 'GraphiQL', 'Try the graph here: eight worked examples, documentation, live events.') : null}
${link('/api/docs', 'REST reference', 'All routes of the old API, to be tried in the browser.')}
${link('/docs', 'Documentation', 'Start, log in, limits, errors, coming from Jitbit, operations.')}
${link('/ready', 'State', 'Whether the desk and what it needs are well; /metrics for Prometheus.')}
</ul>
${demoLogins.length > 0 ? logins(demoLogins) : html`<p>Log in with your username and password, or make a token under <a href="/docs/authentication">Authentication</a>.</p>`}
<h2 id="questions">Five questions</h2>
<p>Ask them as <code>admin</code>. Paste GraphQL into GraphiQL, curl into a shell, and TypeScript below this:</p>
<details><summary>The client for TypeScript</summary>
<p>Types and documents are made from the GraphQL of each question: <a href="/docs/typed-clients">Typed clients</a>.</p><pre><code>${clientModule(address)}</code></pre></details>
${questionsFor(address).map((asked) => question(asked, hasGraphiql))}
</main>
${jsonBlock('demo-logins', demoLogins)}`;
  return { title: 'Help desk', body, scripts: ['login.js', 'landing.js'] };
}

function link(address: string, title: string, text: string): Html {
  return html`<li><a href="${address}"><strong>${title}</strong></a><p>${text}</p></li>\n`;
}

function logins(demoLogins: readonly DemoLogin[]): Html {
  return html`<h2 id="logins">Demo logins</h2>
<ul class="cards">
${demoLogins.map(
  ({ username, password, title }) => html`<li><strong>${title}</strong>
<p><code>${username}</code> / <code>${password}</code></p>
<button type="button" data-token="${username}">Get a token</button></li>\n`,
)}</ul>
<p id="token" hidden>With this header you call as <strong id="token-owner"></strong>, for a day:<br>
<code id="token-text"></code> <button type="button" id="token-copy">Copy</button></p>`;
}

function question({ title, graphql, variables, curl, typescript }: Question, hasGraphiql: boolean): Html {
  const text = variables ? JSON.stringify(variables, null, 2) : null;
  const given = text ? html`<p>Variables:</p><pre><code>${text}</code></pre>` : null;
  const query = new URLSearchParams({ query: graphql, ...(text && { variables: text }) });
  const open = hasGraphiql ? html`<a href="/graphql?${query.toString()}">Open in GraphiQL</a>` : null;
  return html`<section class="question"><h3>${title}</h3>
<div role="tablist"></div>
<div data-language="GraphQL"><pre><code>${graphql}</code></pre>${given}${open}</div>
<div data-language="curl"><pre><code>${curl}</code></pre></div>
<div data-language="TypeScript"><pre><code>${typescript}</code></pre></div>
</section>\n`;
}
