import type { Article } from '../../generated/prisma/client.js';

const WORDS_LENGTH_MAX = 80;

/** The part of an article's address that names it, such as `3-reset-the-router`; only the number counts. */
export function articleSlug({ id, subject }: Pick<Article, 'id' | 'subject'>): string {
  const words = subject
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, WORDS_LENGTH_MAX)
    .replace(/^-+|-+$/g, '');
  return words === '' ? String(id) : `${id}-${words}`;
}

/** The id in a slug, also in one made from an older subject; null when it is none. */
export function articleIdOf(slug: string): number | null {
  const match = /^(\d{1,10})(?:-|$)/.exec(slug.trim());
  return match ? Number(match[1]) : null;
}
