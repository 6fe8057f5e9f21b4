import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { type Budget, type BudgetState, WINDOW_MS } from '../core/limits.js';
import type { Charge, Counter, Outcome } from './rate-limit.js';

/** Counts within this process. */
export function createMemoryCounter(limits: Readonly<Record<Budget, number>>): Counter {
  const limiters: Record<Budget, RateLimiterMemory> = {
    standard: new RateLimiterMemory({ points: limits.standard, duration: WINDOW_MS / 1000 }),
    search: new RateLimiterMemory({ points: limits.search, duration: WINDOW_MS / 1000 }),
  };
  let turn: Promise<unknown> = Promise.resolve();

  async function take(key: string, charges: readonly Charge[]): Promise<Outcome> {
    const states: BudgetState[] = [];
    for (const charge of charges) states.push(toState(charge, await limiters[charge.budget].get(key)));
    const isAllowed = charges.every(({ cost }, index) => cost <= (states[index]?.remaining ?? 0));
    if (!isAllowed) return { isAllowed, states };

    for (const [index, charge] of charges.entries()) {
      if (charge.cost > 0) states[index] = toState(charge, await limiters[charge.budget].consume(key, charge.cost));
    }
    return { isAllowed, states };
  }

  return {
    count(key, charges) {
      // The library also counts what it refuses; looking first is exact only when nobody comes in between.
      const outcome = turn.then(() => take(key, charges));
      turn = outcome.catch(() => {});
      return outcome;
    },
  };
}

function toState({ budget, limit }: Charge, found: RateLimiterRes | null): BudgetState {
  const isRunning = found !== null && found.msBeforeNext > 0;
  const remaining = isRunning ? found.remainingPoints : limit;
  return { budget, limit, remaining, resetMs: isRunning ? found.msBeforeNext : 0 };
}
