import type { Plugin } from 'graphql-yoga';
import { AppError } from '../core/errors.js';
import type { Principal } from '../core/principal.js';
import type { CallerRequest } from '../domain/caller/caller-service.js';
import { addressKey } from './client-address.js';
import { type ServerContext, type Visit, visitOf } from './visit.js';

interface CallerOptions {
  identify(request: CallerRequest): Promise<Principal | null>;
  /** The refusal in the form of the face that was called. */
  refuse(error: AppError, visit: Visit): Response;
  /** Addresses that everybody may read, whatever credentials come along. */
  isOpen(path: string): boolean;
}

/** Finds out who calls, on both faces alike. Wrong credentials end the request; none at all make an anonymous visit. */
export function useCaller({ identify, refuse, isOpen }: CallerOptions): Plugin<object, ServerContext> {
  return {
    async onRequest({ url, request, serverContext, endResponse }) {
      if (isOpen(url.pathname)) return;
      const visit = visitOf(serverContext);
      try {
        visit.who = await identify({
          // Node keeps the first of several headers only here apart from the others.
          authorization: serverContext.req.headersDistinct.authorization ?? [],
          address: visit.address,
          addressKey: addressKey(visit.address),
          userAgent: request.headers.get('user-agent'),
        });
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        if (error.code === 'UNAUTHENTICATED') visit.headers.set('www-authenticate', CHALLENGE);
        endResponse(refuse(error, visit));
      }
    },
  };
}

/** Asks for a login; sent with every 401. */
export const CHALLENGE = 'Basic realm="Help desk", charset="UTF-8"';
