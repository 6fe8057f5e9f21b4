import type { Context } from '../core/context.js';
import type { Checks } from './subscriptions-checks.js';
import type { Feed } from './subscriptions-feed.js';
import type { Line } from './subscriptions-queue.js';

/** What subscriptions need besides the context that every operation has. */
export interface Live {
  readonly feed: Feed;
  readonly checks: Checks;
  readonly line: Line;
  /** What a reconnecting client of server-sent events says that it got last. */
  readonly lastEventId: string | null;
}

/** What subscriptions run on, for resolvers. */
export function liveOf(ctx: Context): Live {
  const { live } = ctx as Partial<{ live: Live }>;
  if (!live) throw new Error('Subscriptions need useSubscriptions.');
  return live;
}
