import { plainText, safeHtml } from '../core/html.js';
import type { Mail } from '../core/mail.js';

/** What a mail says, from top to bottom. */
export interface MailPage {
  readonly headline: string;
  /** As stored: text, or marked HTML. */
  readonly body: string;
  readonly details: readonly string[];
  readonly link: string;
  readonly why: string;
}

/** The page as text and as HTML that is safe to show. */
export function writePage(page: MailPage, publicUrl: string): Pick<Mail, 'text' | 'html'> {
  const { headline, body, details, link, why } = page;
  return {
    text: [headline, plainText(body), details.join('\n'), link, `-- \n${why}`].filter(Boolean).join('\n\n'),
    html: toHtml(page, absoluteLinks(safeHtml(body), publicUrl)),
  };
}

/** Header fields and lists hold one line. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function toHtml({ headline, details, link, why }: MailPage, safeBody: string): string {
  return [
    '<!doctype html><html><body style="font-family:sans-serif">',
    `<p><strong>${escapeHtml(headline)}</strong></p>`,
    `<div>${safeBody}</div>`,
    `<p style="color:#555">${details.map(escapeHtml).join('<br>')}</p>`,
    `<p><a href="${escapeHtml(link)}">${escapeHtml(link)}</a></p>`,
    `<p style="color:#888;font-size:smaller">${escapeHtml(why)}</p>`,
    '</body></html>',
  ].join('\n');
}

/** Bodies point at files of the desk by path, which means nothing in a mail. */
function absoluteLinks(html: string, publicUrl: string): string {
  return html.replace(/(\s(?:src|href)=")\/(?!\/)/g, `$1${publicUrl}/`);
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
