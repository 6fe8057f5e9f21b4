import { Prisma } from '../../generated/prisma/client.js';
import { compareHits, SEARCH_TYPES, type SearchHit, type SearchType } from './search-rules.js';

/** A part of all hits: those between two others, from the start or from the end. */
export interface HitWindow {
  readonly after: SearchHit | null;
  readonly before: SearchHit | null;
  readonly isBackward: boolean;
  readonly take: number;
}

/** The hits of the window, counted from its start, or from its end when it is read backward. */
export function hitsWithin({ after, before, isBackward, take }: HitWindow, hits: readonly SearchHit[]): SearchHit[] {
  const within = hits.filter(
    (hit) => (!after || compareHits(hit, after) > 0) && (!before || compareHits(hit, before) < 0),
  );
  const found = within.sort(compareHits);
  return (isBackward ? found.reverse() : found).slice(0, take);
}

/** The same for a statement whose rows have `id` and `score`. */
export function windowSql(type: SearchType, { after, before, isBackward, take }: HitWindow): Prisma.Sql {
  const clauses = [Prisma.sql`TRUE`];
  if (after) clauses.push(beyond(after, placeOf(type) - placeOf(after.type), { strict: '<', loose: '<=' }));
  if (before) clauses.push(beyond(before, placeOf(before.type) - placeOf(type), { strict: '>', loose: '>=' }));
  const direction = isBackward ? Prisma.sql`ASC` : Prisma.sql`DESC`;
  return Prisma.sql`WHERE ${Prisma.join(clauses, ' AND ')} ORDER BY score ${direction}, id ${direction} LIMIT ${take}`;
}

/** `side` tells on which side of the hit those of equal score lie: positive when they belong, negative when not. */
function beyond(
  { score, id }: SearchHit,
  side: number,
  { strict, loose }: { strict: string; loose: string },
): Prisma.Sql {
  if (side === 0) return Prisma.sql`(score, id) ${Prisma.raw(strict)} (${score}::float8, ${id}::int)`;
  return Prisma.sql`score ${Prisma.raw(side > 0 ? loose : strict)} ${score}::float8`;
}

function placeOf(type: SearchType): number {
  return SEARCH_TYPES.indexOf(type);
}
