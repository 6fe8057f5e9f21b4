import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, execute } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Principal } from '../core/principal.js';
import { encodeId } from './ids.js';
import { createChecks } from './subscriptions-checks.js';
import type { Feed } from './subscriptions-feed.js';
import type { Live } from './subscriptions-live.js';
import type { Line } from './subscriptions-queue.js';
import { EVENT_ID, toEventStream } from './subscriptions-sse.js';
import type { Delivery } from './subscriptions-stream.js';

interface SubscriptionOptions<Server> {
  readonly feed: Feed;
  /** Who sent the request, as of now; throws UNAUTHENTICATED when its credentials are no longer good. */
  identify(server: Server): Promise<Principal | null>;
  /** Cuts the connection of a client that does not read. */
  cut(server: Server): void;
}

/** Runs subscriptions on the feed, and sends them as server-sent events that a client can resume from. */
export function useSubscriptions<Server extends object>(options: SubscriptionOptions<Server>): Plugin<object, Server> {
  const { feed, identify, cut } = options;
  const checks = createChecks();
  return {
    onSubscribe({ args, setSubscribeFn }) {
      // Yoga makes the context of the request and of what the server hands over with it.
      const server = args.contextValue as unknown as Server & { readonly request: Request };
      const { signal, headers } = server.request;
      const line: Line = { signal, identify: () => identify(server), cut: () => cut(server) };
      const live: Live = { feed, checks, line, lastEventId: headers.get('last-event-id') };
      setSubscribeFn((given) => subscribe(given as ExecutionArgs, live));
    },
    onResultProcess({ request, result, resultProcessor, setResultProcessor }) {
      // After Yoga's own plugin has found out what the client accepts.
      if (!resultProcessor || !(Symbol.asyncIterator in result)) return;
      const results = result as AsyncIterable<ExecutionResult>;
      setResultProcessor(() => toEventStream(results, request.signal), 'text/event-stream');
    },
  };
}

/** Like graphql's own, but each event is resolved in a context of its own and leaves its id in the result. */
async function subscribe(args: ExecutionArgs, live: Live) {
  const withLive = () => ({ ...args, contextValue: { ...Object(args.contextValue), live } });
  const source = await createSourceEventStream(withLive());
  if (!(Symbol.asyncIterator in source)) return source;

  // What the subscriptions of the schema make.
  const deliveries = source[Symbol.asyncIterator]() as AsyncIterator<Delivery>;
  const results: AsyncIterableIterator<ExecutionResult> = {
    async next() {
      const { done, value } = await deliveries.next();
      if (done) return { done, value: undefined };
      const result = await execute({ ...withLive(), rootValue: value });
      const id = 'event' in value ? { [EVENT_ID]: encodeId('TicketEvent', value.event.id) } : {};
      return { done: false, value: { ...result, ...id } };
    },
    async return() {
      await deliveries.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => results,
  };
  return results;
}
