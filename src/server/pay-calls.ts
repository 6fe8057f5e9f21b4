import { rateLimited } from '../core/errors.js';
import type { Cost, Limiter, Spending } from '../core/limits.js';
import { addressKey } from './client-address.js';
import { addLimitHeaders } from './limit-headers.js';
import type { Visit } from './visit.js';

/**
 * Pays for the calls of a request before any of them runs, and leaves the headers about it in the visit. Throws
 * RATE_LIMITED when the budget does not suffice for all of them.
 */
export async function payCalls(limiter: Limiter, visit: Visit, cost: Cost): Promise<Spending> {
  const spending = await limiter.spend(callerKey(visit), cost);
  addLimitHeaders(visit.headers, spending, Date.now());
  if (!spending.isAllowed) throw rateLimited(spending.retryAfterSeconds);
  return spending;
}

/** Users are counted wherever they call from, everybody else by address. */
function callerKey({ who, address }: Visit): string {
  return who ? `user:${who.id}` : `address:${addressKey(address)}`;
}
