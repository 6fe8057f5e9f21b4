import type { Plugin } from 'graphql-yoga';
import type { Context } from '../core/context.js';
import { AppError } from '../core/errors.js';
import type { Page, SitePages } from './page.js';
import { articlePage, refusalPage, ticketPage } from './record-pages.js';
import { type ServerContext, type Visit, visitOf } from './visit.js';

interface RecordPagesOptions {
  readonly render: SitePages;
  contextOf(visit: Visit): Context;
  /** Counts the page as a call. */
  pay(visit: Visit): Promise<unknown>;
  /** What a failure other than a refusal can be told as; null for bugs. */
  explain(error: unknown): AppError | null;
}

const TICKET = /^\/ticket\/(\d{1,10})\/?$/i;
const ARTICLE = /^\/kb\/view\/([^/]+)\/?$/i;

/** What the addresses of tickets and articles lead to, for those who may see them. */
export function useRecordPages({ render, contextOf, pay, explain }: RecordPagesOptions): Plugin<object, ServerContext> {
  return {
    async onRequest({ request, url, serverContext, endResponse }) {
      const page = request.method === 'GET' || request.method === 'HEAD' ? pageAt(url.pathname) : null;
      if (!page) return;
      const visit = visitOf(serverContext);
      try {
        await pay(visit);
        endResponse(render(await page(contextOf(visit))));
      } catch (error) {
        const refusal = error instanceof AppError ? error : explain(error);
        if (!refusal) throw error;
        endResponse(render(refusalPage(refusal)));
      }
    },
  };
}

function pageAt(path: string): ((ctx: Context) => Promise<Page>) | null {
  const ticketId = TICKET.exec(path)?.[1];
  if (ticketId) return (ctx) => ticketPage(ctx, Number(ticketId));
  const slug = ARTICLE.exec(path)?.[1];
  return slug ? (ctx) => articlePage(ctx, slug) : null;
}
