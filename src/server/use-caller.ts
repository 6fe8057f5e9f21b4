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
  /** What a failure other than a refusal can be told as, such as a database out of reach; null for bugs. */
  explain?(error: unknown): AppError | null;
  /** Counts a refused request; RATE_LIMITED when its address has no call left. */
  pay?(visit: Visit): Promise<unknown>;
}

/** Finds out who calls, on both faces alike. Wrong credentials end the request; none at all make an anonymous visit. */
export function useCaller(options: CallerOptions): Plugin<object, ServerContext> {
  const { identify, refuse, isOpen } = options;
  return {
    async onRequest({ url, serverContext, endResponse }) {
      if (isOpen(url.pathname)) return;
      const visit = visitOf(serverContext);
      try {
        await identifyOnce(identify, serverContext, visit);
      } catch (error) {
        const refusal = await refusalOf(error, visit, options);
        if (refusal.code === 'UNAUTHENTICATED') visit.headers.set('www-authenticate', CHALLENGE);
        endResponse(refuse(refusal, visit));
      }
    },
  };
}

/** Finds out who calls, and notes it in the visit. Once for a request: wrong passwords are counted. */
export async function identifyOnce(
  identify: CallerOptions['identify'],
  { req }: ServerContext,
  visit: Visit,
): Promise<void> {
  visit.identity ??= identify({
    // The only place where Node shows more than the first of several headers.
    authorization: req.headersDistinct.authorization ?? [],
    address: visit.address,
    addressKey: addressKey(visit.address),
    userAgent: req.headers['user-agent'] ?? null,
  });
  visit.who = await visit.identity;
}

/** Asks for a login; sent with every 401. */
export const CHALLENGE = 'Basic realm="Help desk", charset="UTF-8"';

/** Guesses are counted like calls, so that an address cannot go on guessing tokens for ever. */
async function refusalOf(error: unknown, visit: Visit, { explain, pay }: CallerOptions): Promise<AppError> {
  if (!(error instanceof AppError)) {
    const known = explain?.(error);
    if (!known) throw error;
    return known;
  }
  try {
    await pay?.(visit);
    return error;
  } catch (tooMany) {
    if (tooMany instanceof AppError) return tooMany;
    throw tooMany;
  }
}
