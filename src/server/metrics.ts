import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Cost, Limiter } from '../core/limits.js';
import type { Visit } from './visit.js';

/** What is read when somebody asks. Null stands for what is not there. */
export interface Readings {
  connections(): { readonly open: number; readonly idle: number; readonly waiting: number } | null;
  /** Rejects when the database does not answer. */
  outboxDepth(): Promise<number>;
  isRedisUp(): boolean | null;
}

/** The numbers of one process, for Prometheus. */
export interface Metrics {
  observe(visit: Visit, status: number, milliseconds: number): void;
  /** The same limiter, counted. */
  counting(limiter: Limiter): Limiter;
  readonly registry: Registry;
}

const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What a status means when there is no code. */
const CODES: Readonly<Record<number, string>> = {
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  413: 'TOO_LARGE',
  429: 'RATE_LIMITED',
  503: 'UNAVAILABLE',
  507: 'UNAVAILABLE',
};

export function createMetrics(readings: Readings): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const { duration, errors } = createSeries([registry]);
  const decide = createDecisions([registry]);
  addReadings(readings, [registry]);

  return {
    observe(visit, status, milliseconds) {
      const { face, route = 'none', errorCodes } = visit;
      duration.observe({ face, operation: route, status: `${Math.floor(status / 100)}xx` }, milliseconds / 1000);
      for (const code of errorCodes ?? codesOf(status)) errors.inc({ face, code });
    },
    counting: (limiter) => countingLimiter(limiter, decide),
    registry,
  };
}

function createSeries(registers: Registry[]) {
  const duration = new Histogram({
    name: 'desk_request_duration_seconds',
    help: 'Time to answer a request, by face, REST action or GraphQL root field, and class of status.',
    labelNames: ['face', 'operation', 'status'],
    buckets: DURATION_BUCKETS,
    registers,
  });
  const errors = new Counter({
    name: 'desk_errors_total',
    help: 'Errors that clients were told about, by face and code.',
    labelNames: ['face', 'code'],
    registers,
  });
  return { duration, errors };
}

type Decision = 'allowed' | 'refused' | 'unavailable';
type Decide = (cost: Cost, decision: Decision) => void;

/** Counted in plain numbers, since a series with labels takes longer to count than the limiter to decide. */
function createDecisions(registers: Registry[]): Decide {
  const none = () => ({ allowed: 0, refused: 0, unavailable: 0 });
  const counts = { standard: none(), search: none() };
  new Counter({
    name: 'desk_limiter_decisions_total',
    help: 'Requests that were paid for or refused, by budget.',
    labelNames: ['budget', 'decision'],
    registers,
    collect() {
      this.reset();
      for (const [budget, decisions] of Object.entries(counts)) {
        for (const [decision, count] of Object.entries(decisions)) {
          if (count > 0) this.inc({ budget, decision }, count);
        }
      }
    },
  });

  return ({ standard, search }, decision) => {
    if (standard !== undefined) counts.standard[decision] += 1;
    if (search !== undefined) counts.search[decision] += 1;
  };
}

/** The limiter, with every decision told. */
function countingLimiter(limiter: Limiter, decide: Decide): Limiter {
  return {
    async spend(key, cost) {
      try {
        const spending = await limiter.spend(key, cost);
        decide(cost, spending.isAllowed ? 'allowed' : 'refused');
        return spending;
      } catch (error) {
        decide(cost, 'unavailable');
        throw error;
      }
    },
  };
}

function codesOf(status: number): string[] {
  if (status < 400) return [];
  return [CODES[status] ?? (status < 500 ? 'INVALID' : 'INTERNAL')];
}

function addReadings(readings: Readings, registers: Registry[]): void {
  new Gauge({
    name: 'desk_database_connections',
    help: 'Connections of the pool, and statements that wait for one.',
    labelNames: ['state'],
    registers,
    collect() {
      for (const [state, count] of Object.entries(readings.connections() ?? {})) this.set({ state }, count);
    },
  });
  new Gauge({
    name: 'desk_outbox_depth',
    help: 'Mails that wait to be delivered.',
    // All workers count the same.
    aggregator: 'max',
    registers,
    async collect() {
      // Without a database the number is not known, and the rest still is.
      this.set(await readings.outboxDepth().catch(() => Number.NaN));
    },
  });
  new Gauge({
    name: 'desk_redis_up',
    help: '1 while Redis answers, else 0; not a number without Redis.',
    aggregator: 'min',
    registers,
    collect() {
      this.set(Number(readings.isRedisUp() ?? Number.NaN));
    },
  });
}
