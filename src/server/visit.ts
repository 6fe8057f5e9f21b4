import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '../core/principal.js';
import type { Face } from '../generated/prisma/enums.js';

/** What the chain finds out about one request on its way in, for the log and for the context. */
export interface Visit {
  readonly requestId: string;
  readonly receivedAtMs: number;
  readonly face: Face;
  /** The client's address, proxies taken into account. */
  readonly address: string;
  who: Principal | null;
  /** Finding out who calls, once it has begun. */
  identity?: Promise<Principal | null>;
  /** Action of the REST facade or name of the GraphQL operation. */
  operation?: string;
  /** What metrics call the request: the action, or the root field. One of a list that clients cannot make longer. */
  route?: string;
  /** Codes of the errors in a GraphQL answer. */
  errorCodes?: readonly string[];
  /** Sent with the answer, whatever comes of the request. */
  readonly headers: Map<string, string>;
}

/** What every Yoga plugin and resolver gets from the HTTP server. */
export interface ServerContext {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** Set by the first plugin of the chain, or before it by the express lane. */
  visit?: Visit;
  /** Where the express lane would remember the operation. */
  lane?: { readonly key: string };
  /** What has come of the request before the chain: it only has to be told. */
  answer?: { readonly data?: unknown; readonly errors?: readonly unknown[] };
}

/** The visit of a request that has passed the start of the chain. */
export function visitOf(server: Partial<ServerContext>): Visit {
  if (!server.visit) throw new Error('The request has not passed the start of the chain.');
  return server.visit;
}
