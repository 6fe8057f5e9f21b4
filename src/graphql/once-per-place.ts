import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../core/context.js';

const opened = new WeakMap<Context, Map<string, unknown>>();

/**
 * What `open` makes, shared by all rows of a list that resolve the same field in the same turn of the event loop, so that
 * one statement serves them all.
 */
export function oncePerPlace<Shared>(ctx: Context, info: GraphQLResolveInfo, open: () => Shared): Shared {
  const places = opened.get(ctx) ?? new Map<string, unknown>();
  opened.set(ctx, places);
  const place = placeOf(info);
  if (!places.has(place)) {
    // Before anything that `open` leaves to the end of the turn, so that nobody joins what is already under way.
    setImmediate(() => places.delete(place));
    places.set(place, open());
  }
  // A place always holds what its own field put there.
  return places.get(place) as Shared;
}

/** The field's place in the answer, the same for every row of a list. */
function placeOf(info: GraphQLResolveInfo): string {
  const names: string[] = [];
  for (let step: typeof info.path | undefined = info.path; step; step = step.prev) {
    if (typeof step.key === 'string') names.push(step.key);
  }
  return names.join('.');
}
