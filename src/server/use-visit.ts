import { randomUUID } from 'node:crypto';
import type { Plugin } from 'graphql-yoga';
import type { Face } from '../generated/prisma/enums.js';
import type { ServerContext, Visit } from './visit.js';

const REQUEST_ID = /^[\w.:-]{1,64}$/;

interface VisitOptions {
  faceOf(path: string): Face;
  addressOf(server: ServerContext): string;
  /** Told about every answered request, also the refused ones. */
  onAnswer(visit: Visit, status: number): void;
}

interface NewVisit {
  /** The client's `X-Request-Id`. */
  readonly givenId: string | null;
  readonly face: Face;
  readonly address: string;
}

export function startVisit({ givenId, face, address }: NewVisit): Visit {
  return {
    requestId: givenId && REQUEST_ID.test(givenId) ? givenId : randomUUID(),
    receivedAtMs: performance.now(),
    face,
    address,
    who: null,
    headers: new Map(),
  };
}

/**
 * Start and end of the chain: gives every request an id (the client's own where it sends a usable `X-Request-Id`),
 * and every answer that id and the headers that plugins left in the visit.
 */
export function useVisit({ faceOf, addressOf, onAnswer }: VisitOptions): Plugin<object, ServerContext> {
  return {
    onRequest({ request, url, serverContext }) {
      serverContext.visit ??= startVisit({
        givenId: request.headers.get('x-request-id'),
        face: faceOf(url.pathname),
        address: addressOf(serverContext),
      });
    },
    onResponse({ response, serverContext }) {
      const visit = serverContext.visit;
      if (!visit) return;
      response.headers.set('x-request-id', visit.requestId);
      for (const [name, value] of visit.headers) response.headers.set(name, value);
      onAnswer(visit, response.status);
    },
  };
}
