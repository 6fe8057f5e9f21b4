import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { type Budget, WINDOW_MS } from '../core/limits.js';
import type { Charge, Counter } from './rate-limit.js';

/** Counts within this process. */
export function createMemoryCounter(limits: Readonly<Record<Budget, number>>): Counter {
  const limiters: Record<Budget, RateLimiterMemory> = {
    standard: new RateLimiterMemory({ points: limits.standard, duration: WINDOW_MS / 1000 }),
    search: new RateLimiterMemory({ points: limits.search, duration: WINDOW_MS / 1000 }),
  };
  let turn: Promise<unknown> = Promise.resolve();

  async function take(key: string, charges: readonly Charge[]) {
    const before = await Promise.all(charges.map((charge) => stateOf(charge, key)));
    const isAllowed = charges.every(({ cost }, index) => cost <= (before[index]?.remaining ?? 0));
    if (!isAllowed) return { isAllowed, states: before };

    for (const { budget, cost } of charges) {
      if (cost > 0) await limiters[budget].consume(key, cost);
    }
    return { isAllowed, states: await Promise.all(charges.map((charge) => stateOf(charge, key))) };
  }

  async function stateOf({ budget, limit }: Charge, key: string) {
    const found: RateLimiterRes | null = await limiters[budget].get(key);
    const isRunning = found !== null && found.msBeforeNext > 0;
    const remaining = isRunning ? found.remainingPoints : limit;
    return { budget, limit, remaining, resetMs: isRunning ? found.msBeforeNext : 0 };
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
