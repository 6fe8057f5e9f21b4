import { demand, invalid } from '../core/errors.js';
import type { OrderKey } from '../core/keyset.js';
import { SEARCH_TYPES, type SearchHit } from '../domain/search/search-rules.js';
import type { HitWindow } from '../domain/search/search-window.js';
import { type PageArgs, type PageRequest, readPage } from './page.js';

/** The place of a hit among the hits is what it is, so that cursors stay good when others come and go. */
const HIT_KEYS = ['score', 'type', 'id'].map(
  (name): OrderKey => ({ name, path: [name], type: 'text', isDescending: true }),
);

const NO_ORDER = { fields: {}, standard: [] };

/** Which page of the hits is asked for. */
export function readHitPage(args: PageArgs): PageRequest {
  return { ...readPage(NO_ORDER, args), keys: HIT_KEYS };
}

/** The hits that a page is made of. One more than asked for tells whether there is another page. */
export function windowOf({ args, isBackward, size }: PageRequest): HitWindow {
  const { after, before } = args;
  return { after: readCursor('after', after), before: readCursor('before', before), isBackward, take: size + 1 };
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
