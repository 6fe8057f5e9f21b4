import type { Context } from '../core/context.js';
import { ERROR_STATUS } from '../core/error-status.js';
import type { AppError } from '../core/errors.js';
import { safeHtml } from '../core/html.js';
import { signedIn } from '../core/principal.js';
import { getArticle } from '../domain/article/article-service.js';
import { visibleTicketFiles } from '../domain/attachment/attachment-policy.js';
import { listComments } from '../domain/comment/comment-service.js';
import { getTicket } from '../domain/ticket/ticket-service.js';
import { type Html, html, trusted } from './html.js';
import type { Page } from './page.js';
import { CHALLENGE } from './use-caller.js';

const PERSON = { select: { fullName: true } } as const;
const FILES = { select: { id: true, fileName: true } } as const;
const PRIORITIES: Readonly<Record<number, string>> = { [-1]: 'Low', 0: 'Normal', 1: 'High', 2: 'Critical' };

/** The page that a ticket's address leads to. */
export async function ticketPage(ctx: Context, id: number): Promise<Page> {
  const files = { where: visibleTicketFiles(signedIn(ctx)), ...FILES };
  const ticket = await getTicket(ctx, id, {
    include: {
      status: true,
      category: true,
      submitter: PERSON,
      assignee: PERSON,
      attachments: { ...files, where: { AND: [files.where, { commentId: null }] } },
    },
  });
  const comments = await listComments(ctx, id, { include: { author: PERSON, attachments: files } });
  const body = html`<h1>${ticket.subject}</h1>
<dl class="facts">
<dt>Ticket</dt><dd>${ticket.id}</dd>
<dt>Status</dt><dd>${ticket.status.name}</dd>
<dt>Priority</dt><dd>${PRIORITIES[ticket.priority] ?? ticket.priority}</dd>
<dt>Category</dt><dd>${ticket.category.name}</dd>
<dt>From</dt><dd>${ticket.submitter.fullName}, ${time(ticket.createdAt)}</dd>
<dt>Assigned to</dt><dd>${ticket.assignee?.fullName ?? 'nobody'}</dd>
<dt>Due</dt><dd>${ticket.dueDate ? time(ticket.dueDate) : 'not set'}</dd>
</dl>
<article>${trusted(safeHtml(ticket.body))}</article>${fileList(ticket.attachments)}
<h2>Comments</h2>
${comments.map(
  (comment) =>
    html`<section class="comment"><header>${comment.author?.fullName ?? 'System'}, ${time(comment.createdAt)}${
      comment.isInternal ? ' · internal' : ''
    }</header>${trusted(safeHtml(comment.body))}${fileList(comment.attachments)}</section>\n`,
)}`;
  return recordPage(`${ticket.subject} · ticket ${ticket.id}`, body);
}

/** The page that an article's address leads to. */
export async function articlePage(ctx: Context, slug: string): Promise<Page> {
  const article = await getArticle(ctx, slug, { include: { category: true, author: PERSON, attachments: FILES } });
  const body = html`<h1>${article.subject}</h1>
<p>${article.category.name}${article.author ? `, by ${article.author.fullName}` : ''}, ${time(article.updatedAt)}</p>
<article>${trusted(safeHtml(article.body))}</article>${fileList(article.attachments)}`;
  return recordPage(`${article.subject} · knowledge base`, body);
}

/** A refusal for people; without a login the browser asks for one. */
export function refusalPage({ code, message, retryAfterSeconds }: AppError): Page {
  const status = ERROR_STATUS[code];
  const headers = {
    ...(status === 401 && { 'www-authenticate': CHALLENGE }),
    ...(retryAfterSeconds && { 'retry-after': String(retryAfterSeconds) }),
  };
  const body = html`<main><h1>${message}</h1></main>`;
  return { title: 'Help desk', body, status, headers: { ...headers, 'cache-control': 'no-store' } };
}

function recordPage(title: string, body: Html): Page {
  return { title, body: html`<main>${body}</main>`, headers: { 'cache-control': 'no-store' } };
}

function time(date: Date): Html {
  return html`<time datetime="${date.toISOString()}">${date.toISOString().slice(0, 16).replace('T', ' ')} UTC</time>`;
}

function fileList(files: readonly { readonly id: number; readonly fileName: string }[]): Html | null {
  if (files.length === 0) return null;
  return html`<ul>${files.map(({ id, fileName }) => html`<li><a href="/File/Get/${id}">${fileName}</a></li>`)}</ul>`;
}
