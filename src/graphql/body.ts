import { plainText, safeHtml } from '../core/html.js';

/** A record with a text that may be HTML. */
interface WithBody {
  readonly body: string;
}

/** The three forms of a body, in the words that every type uses for them. */
export const bodyFields = {
  body: {
    description: 'The text as stored: HTML when it starts with `<!--html-->`, else plain.',
    select: { body: true },
    resolve: ({ body }: WithBody) => body,
  },
  bodyHtml: {
    description: 'The text as HTML that is safe to insert into a page.',
    select: { body: true },
    resolve: ({ body }: WithBody) => safeHtml(body),
  },
  bodyText: {
    description: 'The text without any mark-up.',
    select: { body: true },
    resolve: ({ body }: WithBody) => plainText(body),
  },
} as const;
