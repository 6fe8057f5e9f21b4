import sanitizeHtml from 'sanitize-html';

/** Stands in front of every stored body that is HTML; clients of the old API cut exactly eleven characters. */
export const HTML_MARKER = '<!--html-->';

const ELEMENTS = new Set(
  (
    'a abbr address article aside b big blockquote body br caption center cite code col colgroup dd del details dfn div dl dt em ' +
    'fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label li link main ' +
    'mark meta nav object ol p pre q s samp script section small span strike strong style sub summary sup svg table tbody td ' +
    'textarea tfoot th thead title tr tt u ul var video'
  ).split(' '),
);

const SANITIZER: sanitizeHtml.IOptions = {
  allowedTags: [
    ...sanitizeHtml.defaults.allowedTags,
    'img',
    'del',
    'ins',
    'font',
    'center',
    'strike',
    'big',
    'details',
    'summary',
  ],
  allowedAttributes: {
    a: ['href', 'name', 'target', 'rel', 'title'],
    img: ['src', 'alt', 'title', 'width', 'height'],
    font: ['color', 'face', 'size'],
    td: ['colspan', 'rowspan', 'align'],
    th: ['colspan', 'rowspan', 'align', 'scope'],
    '*': ['class', 'dir', 'lang'],
  },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['http', 'https', 'cid'] },
  transformTags: { a: sanitizeHtml.simpleTransform('a', { rel: 'noopener noreferrer' }) },
};

/** Whether a stored body is HTML. */
export function isHtml(body: string): boolean {
  return body.startsWith(HTML_MARKER);
}

/** What a comment is stored as: always marked HTML; plain text is escaped and its line breaks become `<br>`. */
export function commentBody(text: string): string {
  return isHtml(text) || hasElements(text) ? markedHtml(text) : HTML_MARKER + escapeLines(text);
}

/** What a ticket or article is stored as: plain text unchanged, HTML sanitised and marked. */
export function documentBody(text: string): string {
  return isHtml(text) || hasElements(text) ? markedHtml(text) : text;
}

/** A stored body as HTML that is safe to insert into a page. */
export function safeHtml(body: string): string {
  return isHtml(body) ? sanitizeHtml(body.slice(HTML_MARKER.length), SANITIZER) : escapeLines(body);
}

/** A stored body as plain text. */
export function plainText(body: string): string {
  if (!isHtml(body)) return body;
  const lines = body.slice(HTML_MARKER.length).replace(/<br\s*\/?>|<\/(?:p|div|li|tr|h[1-6])>/gi, '\n');
  return unescapeMarkup(sanitizeHtml(lines, { allowedTags: [], allowedAttributes: {} })).trim();
}

function markedHtml(text: string): string {
  const html = isHtml(text) ? text.slice(HTML_MARKER.length) : text;
  return HTML_MARKER + sanitizeHtml(html, SANITIZER);
}

/** Only names of real elements count, so that `<jane.doe>` in a plain text is not taken for HTML and lost. */
function hasElements(text: string): boolean {
  for (const match of text.matchAll(/<\/?([a-z][a-z0-9]*)(?:\s[^<>]*)?\/?>/gi)) {
    if (ELEMENTS.has(String(match[1]).toLowerCase())) return true;
  }
  return false;
}

function escapeLines(text: string): string {
  return escapeMarkup(text).replace(/\r\n|\r|\n/g, '<br>');
}

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function unescapeMarkup(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
