/** What a search finds. */
export type SearchType = 'Ticket' | 'Article' | 'Asset' | 'User';

/** A found record. */
export interface SearchHit {
  readonly type: SearchType;
  readonly id: number;
  /** From 0 to 1: how well it fits. */
  readonly score: number;
  /** The record itself, where it was read at once. */
  readonly record?: { readonly id: number } | null;
}

/** The order of kinds that fit equally well. */
export const SEARCH_TYPES: readonly SearchType[] = ['Ticket', 'Article', 'Asset', 'User'];

const WORDS_MAX = 10;

/** Marks in texts before they are escaped; nobody types them, and the database stores them like any other character. */
export const MARK = { start: '\uE000', end: '\uE001' } as const;

/** The best first; the newest of records of a kind that fit equally well. */
export function compareHits(a: SearchHit, b: SearchHit): number {
  return b.score - a.score || SEARCH_TYPES.indexOf(a.type) - SEARCH_TYPES.indexOf(b.type) || b.id - a.id;
}

/** The words of a query, for columns that are searched as they are. */
export function wordsOf(query: string): string[] {
  const words = query
    .replaceAll('"', ' ')
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  return words.slice(0, WORDS_MAX);
}

/** How well texts fit words that each occur in one of them. */
export function scoreOf(texts: readonly string[], words: readonly string[]): number {
  const lower = texts.map((text) => text.toLowerCase());
  const scores = words.map((word) => Math.max(...lower.map((text) => fitOf(text, word.toLowerCase()))));
  return scores.reduce((sum, score) => sum + score, 0) / Math.max(1, scores.length);
}

/** The text with the words marked. */
export function markWords(text: string, words: readonly string[]): string {
  if (words.length === 0) return text;
  const patterns = words.map((word) => word.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  return text.replaceAll(new RegExp(patterns.join('|'), 'giu'), (found) => `${MARK.start}${found}${MARK.end}`);
}

/** A marked text as HTML that is safe to insert. */
export function markedHtml(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped.replaceAll(MARK.start, '<mark>').replaceAll(MARK.end, '</mark>');
}

function fitOf(text: string, word: string): number {
  if (text === word) return 0.9;
  if (text.startsWith(word)) return 0.7;
  if (text.includes(` ${word}`)) return 0.5;
  return text.includes(word) ? 0.3 : 0;
}
