import { RateLimiterRedis } from 'rate-limiter-flexible';
import { unavailable } from '../core/errors.js';
import { type Budget, WINDOW_SECONDS } from '../core/limits.js';
import type { Charge, Counter, Outcome } from './rate-limit.js';
import { defineLimitCommands, type KeyCharge, settleDebt, takeCalls } from './rate-limit-commands.js';
import { createLedger, type Ledger } from './rate-limit-ledger.js';
import type { RedisClient, RedisLink } from './redis.js';

interface RedisCounterOptions {
  readonly limits: Readonly<Record<Budget, number>>;
  readonly whenAway: 'open' | 'closed';
}

/** A call that waits for its outcome. */
interface Waiting {
  readonly key: string;
  readonly charges: readonly Charge[];
  resolve(outcome: Outcome): void;
  reject(error: Error): void;
}

type Batch = readonly Waiting[];
type KeyOf = (budget: Budget, key: string) => string;

/**
 * Counts in Redis, for all processes, in one round trip for all calls of a turn of the event loop; none for callers known
 * to have no call left. Without an answer it goes on from what this process knows, and tells Redis about it as soon as that
 * is back.
 */
export function createRedisCounter(redis: RedisLink, { limits, whenAway }: RedisCounterOptions): Counter {
  const keyOf = createKeys(redis.client, limits);
  defineLimitCommands(redis.client);
  const ledger = createLedger();
  // Listeners run before any request can use the connection again, so that its count is right from the first one on.
  redis.onChange((isUp) => isUp && settleDebts(redis, keyOf, ledger));

  function goOn({ key, charges, resolve, reject }: Waiting): void {
    if (whenAway === 'open') resolve(ledger.take(key, charges));
    else reject(unavailable('Calls cannot be counted at the moment. Try again shortly.'));
  }

  function ask(batch: Batch): void {
    const askedAtMs = performance.now();
    const { inTime, atLast } = send(redis, (client) => takeCalls(client, chargesOf(batch, keyOf)));
    const noteLate = (answer: readonly number[]) => {
      reconcile(ledger, outcomesOf(batch, answer), askedAtMs);
      if (redis.isUp()) settleDebts(redis, keyOf, ledger);
    };
    inTime.then(
      (answer) => tell(ledger, outcomesOf(batch, answer), askedAtMs),
      () => {
        atLast.then(noteLate).catch(() => {}); // Then it stays owed.
        batch.forEach(goOn);
      },
    );
  }

  const collect = createCollector((calls) => inOneSlotEach(redis.client, calls).forEach(ask));
  return {
    count(key, charges) {
      const refusal = ledger.refusalOf(key, charges);
      if (refusal) return Promise.resolve(refusal);
      return new Promise((resolve, reject) => collect({ key, charges, resolve, reject }));
    },
  };
}

/** Hands over at the end of this turn of the event loop what has come together in it. */
function createCollector(handOver: (calls: Batch) => void): (call: Waiting) => void {
  let calls: Waiting[] = [];
  function flush() {
    const collected = calls;
    calls = [];
    handOver(collected);
  }
  return (call) => {
    if (calls.push(call) === 1) setImmediate(flush);
  };
}

/** In a cluster each command has to stay within one slot, and only the keys of one caller are known to. */
function inOneSlotEach(client: RedisClient, calls: Batch): Batch[] {
  if (!client.isCluster) return [calls];
  const byCaller = new Map<string, Waiting[]>();
  for (const call of calls) byCaller.set(call.key, [...(byCaller.get(call.key) ?? []), call]);
  return [...byCaller.values()];
}

/** The answer to a command if it comes in time, and the one that may still come after that. */
function send<Result>(redis: RedisLink, command: (client: RedisClient) => Promise<Result>) {
  let sent: Promise<Result> | undefined;
  const inTime = redis.call((client) => {
    sent = command(client);
    return sent;
  });
  return { inTime, atLast: sent ?? inTime };
}

function settleDebts(redis: RedisLink, keyOf: KeyOf, ledger: Ledger): void {
  for (const debt of ledger.collect()) {
    const { inTime, atLast } = send(redis, (client) =>
      settleDebt(client, { ...debt, key: keyOf(debt.budget, debt.key) }),
    );
    inTime.catch(() => atLast).catch(() => ledger.restore(debt));
  }
}

function createKeys(storeClient: RedisClient, limits: RedisCounterOptions['limits']): KeyOf {
  const create = (budget: Budget) =>
    new RateLimiterRedis({
      storeClient,
      keyPrefix: `limit:${budget}`,
      points: limits[budget],
      duration: WINDOW_SECONDS,
    });
  const limiters = { standard: create('standard'), search: create('search') };
  // The braces put all keys of a caller into one slot of a cluster.
  return (budget, key) => limiters[budget].getKey(`{${key}}`);
}

/** What is taken from which keys, call by call. */
function chargesOf(batch: Batch, keyOf: KeyOf): KeyCharge[][] {
  return batch.map(({ key, charges }) =>
    charges.map(({ budget, cost, limit }) => ({ key: keyOf(budget, key), cost, limit })),
  );
}

type Outcomes = readonly (readonly [Waiting, Outcome])[];

function tell(ledger: Ledger, outcomes: Outcomes, askedAtMs: number): void {
  for (const [{ key, resolve }, outcome] of outcomes) {
    ledger.note(key, outcome.states, askedAtMs);
    resolve(outcome);
  }
}

/** What Redis counted after all is owed to it no more. */
function reconcile(ledger: Ledger, outcomes: Outcomes, askedAtMs: number): void {
  for (const [{ key, charges }, { isAllowed, states }] of outcomes) {
    if (isAllowed) ledger.credit(key, charges);
    ledger.note(key, states, askedAtMs);
  }
}

function outcomesOf(batch: Batch, answer: readonly number[]): Outcomes {
  let at = 0;
  return batch.map((call) => {
    const outcome = toOutcome(call.charges, answer, at);
    at += 2 * call.charges.length;
    return [call, outcome] as const;
  });
}

/** Reads use and milliseconds per charge, from that place of the answer on. */
function toOutcome(charges: readonly Charge[], answer: readonly number[], at: number): Outcome {
  const uses = charges.map((_, index) => answer[at + 2 * index] ?? 0);
  const isAllowed = charges.every(({ limit }, index) => (uses[index] ?? 0) <= limit);
  const states = charges.map(({ budget, limit, cost }, index) => {
    const remaining = Math.max(limit - (uses[index] ?? 0) + (isAllowed ? 0 : cost), 0);
    return { budget, limit, remaining, resetMs: answer[at + 2 * index + 1] ?? 0 };
  });
  return { isAllowed, states };
}
