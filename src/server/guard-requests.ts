import type { Plugin } from 'graphql-yoga';
import { type ServerContext, type Visit, visitOf } from './visit.js';

/**
 * The same plugin, whose failures become an answer that says nothing about them. Left alone, the library below Yoga sends
 * the stack of what a request hook throws to the client, past the hooks that log and add headers.
 */
export function guardRequests(
  plugin: Plugin<object, ServerContext>,
  answerTo: (failure: unknown, visit: Visit) => Response,
): Plugin<object, ServerContext> {
  const { onRequest } = plugin;
  if (!onRequest) return plugin;
  return {
    ...plugin,
    async onRequest(payload) {
      try {
        await onRequest(payload);
      } catch (failure) {
        payload.endResponse(answerTo(failure, visitOf(payload.serverContext)));
      }
    },
  };
}
