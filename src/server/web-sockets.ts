import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionArgs, type ExecutionResult, GraphQLError, GraphQLSchema, parse } from 'graphql';
import { type Context as Connection, handleProtocols, makeServer, type SubscribePayload } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { AppError } from '../core/errors.js';
import type { Principal } from '../core/principal.js';
import { readResults } from './event-stream-results.js';
import type { ServerContext } from './visit.js';

export interface WebSocketParts {
  /** The path that is served; every other one is refused. */
  readonly path: string;
  /** Origins whose pages may connect, besides the desk's own. */
  readonly allowedOrigins: readonly string[];
  readonly messageBytesMax: number;
  /** Passes a request through the chain, as if it had come over HTTP. */
  fetch(request: Request, server: ServerContext): Response | Promise<Response>;
  /** Who connects; throws UNAUTHENTICATED for wrong credentials. */
  identify(server: ServerContext): Promise<Principal | null>;
  onError(error: unknown): void;
}

interface Extra {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
}

const KEEP_ALIVE_MS = 12_000;
const CLOSE_MS = 1000;
const UNAUTHORIZED = 4401;

/** graphql-ws wants to execute documents itself; what it is given has been executed by then. */
const PLACEHOLDER = { schema: new GraphQLSchema({}), document: parse('subscription { done }') };

/**
 * Serves graphql-transport-ws on the server. Every operation becomes a request to the chain, so that login, limits, masking and
 * logs are those of HTTP. Credentials come in `connectionParams.authorization` or in the header of the upgrade.
 */
export function attachWebSockets(server: Server, parts: WebSocketParts): { close(): Promise<void> } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: parts.messageBytesMax, handleProtocols });
  const protocol = makeServer<Record<string, unknown>, Extra>({
    onConnect: (connection) => admit(connection, parts),
    onSubscribe: (connection, _id, payload) => run(connection, payload, parts),
    subscribe: ({ contextValue }: ExecutionArgs) => contextValue as ExecutionResult | AsyncIterable<ExecutionResult>,
    // Errors are in the form of the wire already.
    onNext: (_connection, _id, _payload, _args, result) => result as never,
  });

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const refusal = refusalOf(request, parts);
    if (refusal) return void stream.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    sockets.handleUpgrade(request, stream, head, (socket) => open(protocol, { socket, request }, parts));
  });

  return {
    async close() {
      const open = [...sockets.clients];
      const closed = open.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
      for (const socket of open) socket.close(1001, 'Going away');
      const timer = setTimeout(() => {
        for (const socket of open) socket.terminate();
      }, CLOSE_MS);
      await Promise.all(closed);
      clearTimeout(timer);
    },
  };
}

/** Browsers send remembered logins along with connections that foreign pages open, and no CORS keeps the pages from reading. */
function refusalOf({ url = '', headers }: IncomingMessage, { path, allowedOrigins }: WebSocketParts): string | null {
  if (url.split('?')[0] !== path) return '404 Not Found';
  const { origin, host } = headers;
  const isOwn = origin === undefined || allowedOrigins.includes(origin) || origin.replace(/^https?:\/\//, '') === host;
  return isOwn ? null : '403 Forbidden';
}

function open(
  protocol: ReturnType<typeof makeServer<Record<string, unknown>, Extra>>,
  extra: Extra,
  parts: WebSocketParts,
) {
  const { socket } = extra;
  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      // Resolves when the message has left this process: that is how a client that does not read holds its stream up.
      send: (data) =>
        new Promise((resolve) => {
          if (socket.readyState === socket.OPEN) socket.send(data, () => resolve());
          else resolve();
        }),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (receive) =>
        socket.on('message', (data) => {
          receive(String(data)).catch((error: unknown) => {
            parts.onError(error);
            socket.close(1011, 'Internal error');
          });
        }),
    },
    extra,
  );

  const pings = keepAlive(socket);
  // Broken frames and oversized messages: `ws` closes the connection with the right code by itself.
  socket.on('error', () => {});
  socket.once('close', (code, reason) => {
    clearInterval(pings);
    closed(code, String(reason)).catch(parts.onError);
  });
}

/** Cuts connections whose other end is gone without a word. */
function keepAlive(socket: WebSocket): NodeJS.Timeout {
  let isAlive = true;
  socket.on('pong', () => {
    isAlive = true;
  });
  return setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, KEEP_ALIVE_MS);
}

async function admit(connection: Connection<Record<string, unknown>, Extra>, parts: WebSocketParts): Promise<boolean> {
  const who = await parts.identify(serverOf(connection)).catch((error: unknown) => {
    if (error instanceof AppError) return null;
    throw error;
  });
  if (!who) connection.extra.socket.close(UNAUTHORIZED, 'Log in first');
  return who !== null;
}

async function run(
  connection: Connection<Record<string, unknown>, Extra>,
  payload: SubscribePayload,
  { fetch }: WebSocketParts,
): Promise<ExecutionArgs | GraphQLError[]> {
  const aborter = new AbortController();
  const response = await fetch(requestOf(connection.extra.request, payload, aborter.signal), serverOf(connection));
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
    return { ...PLACEHOLDER, contextValue: readResults(response, () => aborter.abort()) };
  }
  const result = JSON.parse(await response.text()) as ExecutionResult;
  if (result.data !== undefined || !result.errors) return { ...PLACEHOLDER, contextValue: result };
  return result.errors.map(({ message, path, extensions }) => new GraphQLError(message, { path, extensions }));
}

function requestOf({ headers, url }: IncomingMessage, payload: SubscribePayload, signal: AbortSignal): Request {
  const passed = ['user-agent', 'origin', 'sec-fetch-site'].flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value] as [string, string]] : [];
  });
  const accept = 'text/event-stream, application/graphql-response+json';
  return new Request(new URL(url ?? '/', 'http://localhost'), {
    method: 'POST',
    headers: [...passed, ['content-type', 'application/json'], ['accept', accept]],
    body: JSON.stringify(payload),
    signal,
  });
}

/** The upgrade as the chain sees it: a request with the credentials of the connection. */
function serverOf({ connectionParams, extra }: Connection<Record<string, unknown>, Extra>): ServerContext {
  const { request, socket } = extra;
  const entry = Object.entries(connectionParams ?? {}).find(([name]) => name.toLowerCase() === 'authorization');
  const authorization = typeof entry?.[1] === 'string' ? [entry[1]] : request.headersDistinct.authorization;
  const headersDistinct = { ...request.headersDistinct, authorization };
  return {
    req: Object.create(request, { headersDistinct: { value: headersDistinct } }) as IncomingMessage,
    // All that the chain does with a response is to cut it off.
    res: { destroy: () => socket.terminate() } as unknown as ServerResponse,
  };
}
