import { type Spending, WINDOW_SECONDS } from '../core/limits.js';

/**
 * What an answer tells about the caller's budgets: the IETF draft's two headers for all budgets the request touched, and
 * the older `X-RateLimit-*` (reset as a Unix time) for the one that binds. Waiting times are rounded up, so that a client
 * that obeys them is never refused.
 */
export function limitHeaders({ isAllowed, states, retryAfterSeconds }: Spending, nowMs: number): Map<string, string> {
  const [binding] = states;
  if (!binding) return new Map();

  const seconds = (resetMs: number) => Math.ceil(resetMs / 1000);
  const policies = states.map(({ budget, limit }) => `"${budget}";q=${limit};w=${WINDOW_SECONDS}`);
  const counts = states.map(({ budget, remaining, resetMs }) => `"${budget}";r=${remaining};t=${seconds(resetMs)}`);
  const headers = new Map([
    ['ratelimit-policy', policies.join(', ')],
    ['ratelimit', counts.join(', ')],
    ['x-ratelimit-limit', String(binding.limit)],
    ['x-ratelimit-remaining', String(binding.remaining)],
    ['x-ratelimit-reset', String(Math.ceil((nowMs + binding.resetMs) / 1000))],
  ]);
  if (!isAllowed) headers.set('retry-after', String(retryAfterSeconds));
  return headers;
}
