import type { Plugin } from 'graphql-yoga';
import type { ServerContext } from './visit.js';

interface MetricsOptions {
  readonly contentType: string;
  text(): Promise<string>;
}

/** `/metrics` for Prometheus. */
export function useMetrics({ contentType, text }: MetricsOptions): Plugin<object, ServerContext> {
  return {
    async onRequest({ url, endResponse }) {
      if (url.pathname !== '/metrics') return;
      const headers = { 'content-type': contentType, 'cache-control': 'no-store' };
      // Numbers of some workers only would look as if counters had been set back.
      const numbers = await text().catch(() => null);
      endResponse(
        new Response(numbers ?? 'Not all workers answer.', { status: numbers === null ? 503 : 200, headers }),
      );
    },
  };
}
