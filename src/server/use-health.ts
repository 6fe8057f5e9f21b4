import type { Plugin } from 'graphql-yoga';
import type { ServerContext } from './visit.js';

/** What readiness depends on. Each may take its time; what takes too long is down. */
export interface HealthChecks {
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  /** The changes of tables that the database has not seen yet. */
  pendingMigrations(): Promise<readonly string[]>;
  /** Rejects when files can be neither read nor written. */
  checkStorage(): Promise<void>;
  /** Null when there is no Redis to be up. */
  isRedisUp(): boolean | null;
  /** True from the signal to stop on. */
  isStopping(): boolean;
}

const CHECK_MS_MAX = 2000;

/**
 * `/health`: the process lives. `/ready`: it can serve. It cannot without its database, with tables of an older version,
 * and when it is about to stop: 503. Without Redis or storage most of it still works: `degraded`, and 200.
 */
export function useHealth(checks: HealthChecks): Plugin<object, ServerContext> {
  return {
    async onRequest({ url, endResponse }) {
      if (url.pathname === '/health') endResponse(json({ status: 'ok' }, 200));
      if (url.pathname === '/ready') endResponse(await readiness(checks));
    },
  };
}

async function readiness(checks: HealthChecks): Promise<Response> {
  const [database, storage, migrations] = await Promise.all([
    stateOf(checks.ping()),
    stateOf(checks.checkStorage()),
    migrationState(checks),
  ]);
  const redis = { true: 'up', false: 'down', null: 'none' }[String(checks.isRedisUp())];
  const isDown = checks.isStopping() || database === 'down' || migrations !== 'done';
  const isDegraded = storage === 'down' || redis === 'down';
  const status = checks.isStopping() ? 'stopping' : isDown ? 'down' : isDegraded ? 'degraded' : 'ready';
  return json({ status, checks: { database, migrations, storage, redis } }, isDown ? 503 : 200);
}

async function stateOf(check: Promise<void>): Promise<'up' | 'down'> {
  return inTime(check).then(
    () => 'up',
    () => 'down',
  );
}

async function migrationState({ pendingMigrations }: HealthChecks): Promise<'done' | 'pending' | 'unknown'> {
  return inTime(pendingMigrations()).then(
    (pending) => (pending.length > 0 ? 'pending' : 'done'),
    () => 'unknown',
  );
}

function inTime<Result>(work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The check took too long.')), CHECK_MS_MAX);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function json(body: object, status: number): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
}
