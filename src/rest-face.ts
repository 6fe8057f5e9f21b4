import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import { answered, explain, headersOf, headersWriter } from './answers.js';
import type { Desk } from './app.js';
import { createContext } from './context.js';
import { demand } from './core/errors.js';
import type { Budget } from './core/limits.js';
import { handleRest, isShortCall, type RestHooks } from './rest/handler.js';
import { toResponse } from './rest/reply.js';
import { isRestUrl } from './rest/request.js';
import { clientAddress } from './server/client-address.js';
import { foreignWrite, isForeignWrite } from './server/cross-site.js';
import { payCalls } from './server/pay-calls.js';
import { identifyOnce } from './server/use-caller.js';
import { startVisit } from './server/use-visit.js';
import { type ServerContext, type Visit, visitOf } from './server/visit.js';

/** Answers everything below `/api` and `/helpdesk/api`, as part of the chain. */
export function useRest(desk: Desk): Plugin<object, ServerContext> {
  return {
    async onRequest({ request, url, serverContext, endResponse }) {
      if (!isRestUrl(url.pathname)) return;
      const visit = visitOf(serverContext);
      const ctx = createContext(desk.contextParts, visit);
      endResponse(toResponse(await handleRest(request, ctx, hooksOf(desk, serverContext, visit))));
    },
  };
}

/** The short way for calls without a body whose answer is a text: all they need of the chain is done here. */
export function createRestLane(desk: Desk, chain: (server: ServerContext) => void) {
  const { config, callers, contextParts } = desk;
  const writeHeaders = headersWriter(desk);
  const onAnswer = answered(desk);
  return {
    accepts: ({ method, url = '', headers }: IncomingMessage) =>
      method === 'GET' &&
      headers['content-length'] === undefined &&
      headers['transfer-encoding'] === undefined &&
      isShortCall(url),
    async take(req: IncomingMessage, res: ServerResponse) {
      const server: ServerContext = { req, res };
      const headers = headersOf(server);
      const address = clientAddress(req, config.trustProxy);
      const visit = startVisit({ givenId: headers.get('x-request-id'), face: 'REST', address });
      server.visit = visit;
      // The chain tells what is wrong with a login.
      const isKnown = await identifyOnce(callers.identify, server, visit).then(
        () => true,
        () => false,
      );
      if (!isKnown) return chain(server);

      const request = { method: 'GET', url: req.url ?? '', headers };
      const reply = await handleRest(request, createContext(contextParts, visit), hooksOf(desk, server, visit));
      if (!res.destroyed) res.writeHead(reply.status, writeHeaders(visit, reply.headers)).end(reply.body);
      onAnswer(visit, reply.status);
    },
  };
}

function hooksOf({ config, log, limiter }: Desk, server: ServerContext, visit: Visit): RestHooks {
  const { bodyBytesMax, uploadBytesMax, corsOrigins } = config;
  return {
    body: server.req,
    bodyBytesMax,
    uploadBytesMax,
    onAction(action) {
      visit.operation = action;
      visit.route = action;
    },
    spend: (budget: Budget) => payCalls(limiter, visit, { [budget]: 1 }),
    refuseForeignWrite: () => demand(!isForeignWrite(headersOf(server), true, corsOrigins), foreignWrite()),
    explain,
    onBug: (error) => log.error({ err: error, requestId: visit.requestId }, 'unexpected error'),
    cut: () => void server.res.destroy(),
  };
}
