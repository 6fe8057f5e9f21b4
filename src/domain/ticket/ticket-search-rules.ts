import { INT_MAX } from '../../core/check.js';

/** What a query asks for, in forms that PostgreSQL takes without an error. */
export interface SearchTerms {
  /** For `websearch_to_tsquery`. */
  readonly web: string;
  /** For `to_tsquery`: the words as beginnings of words; empty when the query has operators. */
  readonly prefixes: string;
  /** The ticket number that the query is. */
  readonly number: number | null;
}

const WORDS_MAX = 40;
const WORD_LENGTH_MAX = 100;
const PHRASE_OR_WORD = /-*"[^"]*"?|[^\s"]+/gu;
const HAS_TEXT = /[\p{L}\p{N}]/u;

/**
 * Reads what somebody typed: words, "phrases", -exclusions and `or`. Of very long queries the beginning counts. What has
 * no letter or digit is left out: PostgreSQL fails at long rows of operators.
 */
export function readSearchTerms(query: string): SearchTerms {
  const found = [...query.matchAll(PHRASE_OR_WORD)].map(([term]) => term).filter((term) => HAS_TEXT.test(term));
  const terms = found.slice(0, WORDS_MAX).map((term) => shorten(term.replace(/^-+/, '-')));
  const hasOperators = terms.some((term) => /^-|"/.test(term) || term.toLowerCase() === 'or');
  return {
    web: terms.join(' '),
    prefixes: hasOperators ? '' : terms.map(toPrefix).join(' & '),
    number: readNumber(query),
  };
}

function shorten(term: string): string {
  return term.length <= WORD_LENGTH_MAX ? term : term.slice(0, WORD_LENGTH_MAX).toWellFormed();
}

/** One letter would begin half of all words. The "45" of "HP-45" is stored as a negative number. */
function toPrefix(term: string): string {
  const word = term.replace(/['\\]/g, ' ').trim();
  if (/^\d+$/.test(word)) return `('${word}':* | '-${word}':*)`;
  return word.length === 1 ? `'${word}'` : `'${word}':*`;
}

function readNumber(query: string): number | null {
  const [, digits] = /^\s*#?(\d{1,10})\s*$/.exec(query) ?? [];
  const number = Number(digits ?? 0);
  return number > 0 && number <= INT_MAX ? number : null;
}
