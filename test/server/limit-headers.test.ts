import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Cost, type Limiter, WINDOW_MS } from '../../src/core/limits.js';
import { createLimiter } from '../../src/infra/rate-limit.js';
import { addLimitHeaders } from '../../src/server/limit-headers.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const makeLimiter = (standard: number, search: number) =>
  createLimiter({ limits: { standard, search }, redis: null, whenAway: 'open' });

async function call(limiter: Limiter, cost: Cost) {
  const spending = await limiter.spend('user:1', cost);
  const headers = new Map<string, string>();
  addLimitHeaders(headers, spending, Date.now());
  return { spending, headers };
}

describe('limit headers', () => {
  it('tell limit, rest and reset of the budget that a call spent from', async () => {
    vi.setSystemTime(1_700_000_000_500);
    const limiter = makeLimiter(90, 60);
    const { headers } = await call(limiter, { search: 1 });
    expect(Object.fromEntries(headers)).toEqual({
      'ratelimit-policy': '"search";q=60;w=60',
      ratelimit: '"search";r=59;t=60',
      'x-ratelimit-limit': '60',
      'x-ratelimit-remaining': '59',
      'x-ratelimit-reset': '1700000060',
    });
  });

  it('name both budgets of a mixed request, and the one that binds in the older headers', async () => {
    const limiter = makeLimiter(90, 60);
    const { headers } = await call(limiter, { standard: 1, search: 1 });
    expect(headers.get('ratelimit')).toBe('"search";r=59;t=60, "standard";r=89;t=60');
    expect(headers.get('x-ratelimit-limit')).toBe('60');
  });

  it('say how long a refused caller has to wait, rounded up', async () => {
    const limiter = makeLimiter(1, 60);
    await call(limiter, { standard: 1 });
    vi.advanceTimersByTime(20_400);
    const { headers } = await call(limiter, { standard: 1 });
    expect(headers.get('retry-after')).toBe('40');
    expect(headers.get('x-ratelimit-remaining')).toBe('0');
  });

  it('are left out when nothing is limited', async () => {
    expect((await call(makeLimiter(0, 0), { standard: 1 })).headers.size).toBe(0);
  });
});

type Reading = (headers: Map<string, string>, budget: string) => number;

/** When a client that obeys `RateLimit` may call again. */
const byDraft: Reading = (headers, budget) => {
  const [, remaining, seconds] = new RegExp(`"${budget}";r=(\\d+);t=(\\d+)`).exec(headers.get('ratelimit') ?? '') ?? [];
  return remaining === '0' ? Date.now() + 1000 * Number(seconds) : 0;
};

/** The same for a client that knows the older headers. */
const byOlderHeaders: Reading = (headers) =>
  headers.get('x-ratelimit-remaining') === '0' ? 1000 * Number(headers.get('x-ratelimit-reset')) : 0;

describe('a client', () => {
  const pauses = fc.integer({ min: 0, max: 25_000 });
  const calls = fc.array(fc.tuple(fc.constantFrom('standard', 'search'), pauses), { minLength: 1, maxLength: 60 });

  it.each([
    ['RateLimit', byDraft],
    ['X-RateLimit-Reset', byOlderHeaders],
  ])('that obeys %s is never refused', async (_name, readyAt) => {
    await fc.assert(
      fc.asyncProperty(calls, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 3 }), async (plan, a, b) => {
        const limiter = makeLimiter(a, b);
        const readyAtMs = { standard: 0, search: 0 };
        for (const [name, pauseMs] of plan) {
          const budget = name === 'search' ? 'search' : 'standard';
          vi.setSystemTime(Math.max(Date.now() + pauseMs, readyAtMs[budget]));
          const { spending, headers } = await call(limiter, { [budget]: 1 });
          expect(spending.isAllowed).toBe(true);
          readyAtMs[budget] = readyAt(headers, budget);
        }
      }),
    );
  });

  it('that waits as long as a refusal says is admitted, and no earlier wait was needed', async () => {
    await fc.assert(
      fc.asyncProperty(pauses, fc.integer({ min: 1, max: 5 }), async (pauseMs, limit) => {
        const limiter = makeLimiter(limit, 60);
        const startedAtMs = Date.now();
        await call(limiter, { standard: limit });
        vi.setSystemTime(startedAtMs + pauseMs);
        const { headers } = await call(limiter, { standard: 1 });
        const waitSeconds = Number(headers.get('retry-after'));
        expect(waitSeconds).toBe(Math.ceil((WINDOW_MS - pauseMs) / 1000));
        vi.setSystemTime(Date.now() + waitSeconds * 1000);
        expect((await call(limiter, { standard: 1 })).spending.isAllowed).toBe(true);
      }),
    );
  });

  it('that spaces its calls evenly at the limit is never refused, even when single calls travel longer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 450 }), { minLength: 1, maxLength: 20 }), async (delays) => {
        const limiter = makeLimiter(90, 60);
        const startedAtMs = Date.now();
        for (let i = 0; i < 300; i += 1) {
          vi.setSystemTime(startedAtMs + (i * 60_000) / 90 + (delays[i % delays.length] ?? 0));
          expect((await call(limiter, { standard: 1 })).spending.isAllowed).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });
});
