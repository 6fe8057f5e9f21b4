import { type BudgetState, type Spending, WINDOW_SECONDS } from '../core/limits.js';

/**
 * Adds what an answer tells about the caller's budgets: the IETF draft's two headers for all budgets the request touched,
 * and the older `X-RateLimit-*` (reset as a Unix time) for the one that binds. Waiting times are rounded up, so that a
 * client that obeys them is never refused.
 */
export function addLimitHeaders(headers: Map<string, string>, spending: Spending, nowMs: number): void {
  const { isAllowed, states, retryAfterSeconds } = spending;
  const [binding] = states;
  if (!binding) return;

  headers.set('ratelimit-policy', listOf(states, policyOf));
  headers.set('ratelimit', listOf(states, countOf));
  headers.set('x-ratelimit-limit', String(binding.limit));
  headers.set('x-ratelimit-remaining', String(binding.remaining));
  headers.set('x-ratelimit-reset', String(Math.ceil((nowMs + binding.resetMs) / 1000)));
  if (!isAllowed) headers.set('retry-after', String(retryAfterSeconds));
}

const policyOf = ({ budget, limit }: BudgetState) => `"${budget}";q=${limit};w=${WINDOW_SECONDS}`;
const countOf = ({ budget, remaining, resetMs }: BudgetState) =>
  `"${budget}";r=${remaining};t=${Math.ceil(resetMs / 1000)}`;

function listOf(states: readonly BudgetState[], write: (state: BudgetState) => string): string {
  return states.map(write).join(', ');
}
