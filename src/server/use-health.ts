import type { Plugin } from 'graphql-yoga';

interface HealthOptions {
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  /** Null when there is no Redis to be up. */
  isRedisUp(): boolean | null;
}

/** `/health`: the process lives. `/ready`: it can serve; 503 without its database, `degraded` without its Redis. */
export function useHealth({ ping, isRedisUp }: HealthOptions): Plugin {
  return {
    async onRequest({ url, endResponse }) {
      if (url.pathname === '/health') endResponse(json({ status: 'ok' }, 200));
      if (url.pathname !== '/ready') return;

      const isDatabaseUp = await ping().then(
        () => true,
        () => false,
      );
      const redis = isRedisUp();
      const status = isDatabaseUp ? (redis === false ? 'degraded' : 'ready') : 'down';
      const checks = { database: isDatabaseUp ? 'up' : 'down', redis: redis === null ? 'none' : redis ? 'up' : 'down' };
      endResponse(json({ status, checks }, isDatabaseUp ? 200 : 503));
    },
  };
}

function json(body: object, status: number): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
}
