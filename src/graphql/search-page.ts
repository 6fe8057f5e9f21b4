import { demand, invalid } from '../core/errors.js';
import type { OrderKey } from '../core/keyset.js';
import { compareHits, SEARCH_TYPES, type SearchHit } from '../domain/search/search-rules.js';
import { type Page, type PageArgs, type PageRequest, readPage, toPage } from './page.js';

/** The place of a hit among the hits is what it is, so that cursors stay good when others come and go. */
const HIT_KEYS = ['score', 'type', 'id'].map(
  (name): OrderKey => ({ name, path: [name], type: 'text', isDescending: true }),
);

const NO_ORDER = { fields: {}, standard: [] };

/** Which page of the hits is asked for. */
export function readHitPage(args: PageArgs): PageRequest {
  return { ...readPage(NO_ORDER, args), keys: HIT_KEYS };
}

/** The page of hits, which are in their order. */
export function pageOfHits(request: PageRequest, hits: readonly SearchHit[]): Page<SearchHit> {
  const { after, before } = request.args;
  const [first, last] = [readCursor('after', after), readCursor('before', before)];
  const within = hits.filter((hit) => (!first || compareHits(hit, first) > 0) && (!last || compareHits(hit, last) < 0));
  const found = request.isBackward ? within.reverse() : within;
  return toPage(request, found.slice(0, request.size + 1));
}

function readCursor(argument: string, text: string | null | undefined): SearchHit | null {
  if (!text) return null;
  const [, score, type, id] = parse(text);
  const known = SEARCH_TYPES.find((candidate) => candidate === type);
  const isCursor = known && typeof score === 'number' && typeof id === 'number';
  demand(isCursor, invalid(argument, `${argument} is not a cursor of this list and order.`));
  return { type: known, score, id };
}

function parse(text: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}
