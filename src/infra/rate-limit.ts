import type { Budget, BudgetState, Cost, Limiter, Spending } from '../core/limits.js';
import { createMemoryCounter } from './rate-limit-memory.js';
import { createRedisCounter } from './rate-limit-redis.js';
import type { RedisLink } from './redis.js';

/** What a request takes from one budget; a cost of 0 only asks where the caller stands. */
export interface Charge {
  readonly budget: Budget;
  readonly limit: number;
  readonly cost: number;
}

/** How the charges ended: the budgets after them, or as they were when one was refused. */
export interface Outcome {
  readonly isAllowed: boolean;
  readonly states: readonly BudgetState[];
}

/** Takes all charges of a request or none. */
export interface Counter {
  count(key: string, charges: readonly Charge[]): Promise<Outcome>;
}

export interface LimiterOptions {
  /** Calls per minute by budget; 0 switches a budget off. */
  readonly limits: Readonly<Record<Budget, number>>;
  /** Shares the count between processes. */
  readonly redis: RedisLink | null;
  /** Without an answer of Redis: go on per process (`open`) or refuse (`closed`). */
  readonly whenAway: 'open' | 'closed';
}

/** Counts in Redis where there is one, and goes on from what is known when it does not answer; in memory where there is none. */
export function createLimiter({ limits, redis, whenAway }: LimiterOptions): Limiter {
  const counter = redis ? createRedisCounter(redis, { limits, whenAway }) : createMemoryCounter(limits);

  return {
    async spend(key, cost) {
      const charges = chargesOf(cost, limits);
      if (charges.length === 0) return { isAllowed: true, cost, states: [], retryAfterSeconds: 0 };
      return toSpending(cost, await counter.count(key, charges));
    },
  };
}

function chargesOf(cost: Cost, limits: LimiterOptions['limits']): Charge[] {
  const charges: Charge[] = [];
  for (const budget of ['standard', 'search'] as const) {
    const calls = cost[budget] ?? 0;
    if (calls > 0 && limits[budget] > 0) charges.push({ budget, limit: limits[budget], cost: calls });
  }
  const isFree = !cost.standard && !cost.search;
  if (isFree && limits.standard > 0) charges.push({ budget: 'standard', limit: limits.standard, cost: 0 });
  return charges;
}

function toSpending(cost: Cost, { isAllowed, states }: Outcome): Spending {
  const left = ({ budget, remaining }: BudgetState) => remaining - (isAllowed ? 0 : (cost[budget] ?? 0));
  const byTightness = [...states].sort((a, b) => left(a) - left(b));
  const waitsMs = states.filter((state) => left(state) < 0).map(({ resetMs }) => resetMs);
  const retryAfterSeconds = isAllowed ? 0 : Math.max(1, Math.ceil(Math.max(...waitsMs) / 1000));
  return { isAllowed, cost, states: byTightness, retryAfterSeconds };
}
