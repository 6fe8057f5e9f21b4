import type { ExecutionResult } from 'graphql';

/** Marks a result with the id of its event. A symbol, so that it never gets into an answer by accident. */
export const EVENT_ID = Symbol('eventId');

const PING_MS = 12_000;
const PING = ':\n\n';
const COMPLETE = 'event: complete\ndata:\n\n';

/**
 * Results as server-sent events in graphql-sse's distinct mode, each with the id that a client sends back as `Last-Event-ID`.
 * The next result is only asked for when the client has room for it.
 */
export function toEventStream(results: AsyncIterable<ExecutionResult>, signal: AbortSignal): Response {
  const encoder = new TextEncoder();
  const iterator = results[Symbol.asyncIterator]();
  let pings: NodeJS.Timeout | undefined;
  const stopPings = () => clearInterval(pings);
  // A client that is gone is neither read from nor cancelled any more.
  signal.addEventListener('abort', stopPings, { once: true });

  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      // Some clients only see the answer when something of its body has come.
      controller.enqueue(encoder.encode(PING));
      pings = setInterval(() => (controller.desiredSize ?? 0) > 0 && controller.enqueue(encoder.encode(PING)), PING_MS);
    },
    async pull(controller) {
      const { done, value } = await iterator.next().catch((error: unknown) => {
        stopPings();
        throw error;
      });
      if (!done) return controller.enqueue(encoder.encode(toMessage(value)));
      stopPings();
      controller.enqueue(encoder.encode(COMPLETE));
      controller.close();
    },
    async cancel() {
      stopPings();
      await iterator.return?.();
    },
  });
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', 'x-accel-buffering': 'no' },
  });
}

function toMessage(result: ExecutionResult & { readonly [EVENT_ID]?: string }): string {
  const { extensions: { http: _http, ...extensions } = {}, ...answer } = result;
  const shown = Object.keys(extensions).length > 0 ? { ...answer, extensions } : answer;
  const id = result[EVENT_ID];
  return `event: next\n${id ? `id: ${id}\n` : ''}data: ${JSON.stringify(shown)}\n\n`;
}
