import { createServer, type RequestListener, type Server } from 'node:http';

/** Above Node's own limit, so that an oversized `Authorization` header gets an answer that says what is wrong. */
const HEADER_BYTES_MAX = 262_144;

const SECOND_MS = 1000;

/** How long clients may take. Whoever is slower is cut off, so that slow ones cannot use up the connections. */
const TIMES = {
  headersTimeout: 10 * SECOND_MS,
  /** Long enough for the largest file over a slow line. */
  requestTimeout: 300 * SECOND_MS,
  /** Longer than balancers keep theirs, or they would use one that is just being closed. */
  keepAliveTimeout: 65 * SECOND_MS,
  connectionsCheckingInterval: 2 * SECOND_MS,
} as const;

/** Without a byte in either direction; subscriptions send a sign of life more often. */
const SILENCE_MS = 120 * SECOND_MS;

const CONNECTIONS_MAX = 10_000;

/** The HTTP server of one process, not yet listening. */
export function createHttpServer(handle: RequestListener, times: Partial<typeof TIMES> = {}): Server {
  const server = createServer({ maxHeaderSize: HEADER_BYTES_MAX, ...TIMES, ...times }, handle);
  server.setTimeout(SILENCE_MS);
  server.maxConnections = CONNECTIONS_MAX;
  return server;
}
