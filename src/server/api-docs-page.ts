import { html } from './html.js';
import type { Page } from './page.js';

/** The documentation of the REST face, where calls can be tried. Everything it needs comes from here. */
export function apiDocsPage(): Page {
  const body = html`<main id="api-docs"><noscript>This page is a program for your browser; it needs JavaScript. The description itself is at
<a href="/api/openapi.json">/api/openapi.json</a>.</noscript></main>`;
  return {
    title: 'REST · Help desk',
    body,
    styles: ['site.css', 'swagger-ui.css', 'api-docs.css'],
    scripts: ['swagger-ui.js', 'api-docs.js'],
  };
}
