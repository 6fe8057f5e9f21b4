import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createYoga } from 'graphql-yoga';
import { type ContextParts, createContext } from '../../src/context.js';
import type { SignalBus } from '../../src/core/bus.js';
import type { Context } from '../../src/core/context.js';
import type { AppError } from '../../src/core/errors.js';
import { hashToken } from '../../src/domain/caller/account-lookup.js';
import { createCallers } from '../../src/domain/caller/caller-service.js';
import type { PrismaClient } from '../../src/generated/prisma/client.js';
import { schema } from '../../src/graphql/schema.js';
import { createFeed } from '../../src/graphql/subscriptions-feed.js';
import { useDocumentLimits } from '../../src/graphql/use-document-limits.js';
import { useErrors } from '../../src/graphql/use-errors.js';
import { useSubscriptions } from '../../src/graphql/use-subscriptions.js';
import { runInTransaction } from '../../src/infra/database-transaction.js';
import { createLoginGuardStore } from '../../src/infra/login-guard.js';
import { createLimiter } from '../../src/infra/rate-limit.js';
import { addressKey, clientAddress } from '../../src/server/client-address.js';
import { useCaller } from '../../src/server/use-caller.js';
import { useGraphCalls } from '../../src/server/use-graph-calls.js';
import { useVisit } from '../../src/server/use-visit.js';
import { type ServerContext, visitOf } from '../../src/server/visit.js';
import { attachWebSockets } from '../../src/server/web-sockets.js';
import { testPasswords } from '../support/context.js';
import { createMemoryStorage } from '../support/storage.js';

export interface LiveServer {
  readonly url: string;
  /** How many subscriptions a user has here. */
  streamsOf(userId: number): number;
  close(): Promise<void>;
}

interface LiveParts {
  readonly db: PrismaClient;
  readonly bus: SignalBus;
  readonly pollMs?: number;
  readonly recheckMs?: number;
  readonly stallMs?: number;
}

/** How long clients get to read the end of their answers. */
const DRAIN_MS = 100;

/** The graph with its chain and its subscriptions on a port of its own. */
export async function startLiveServer(parts: LiveParts): Promise<LiveServer> {
  const { db, bus } = parts;
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const callers = createCallers({
    db,
    passwords: testPasswords,
    guardStore: createLoginGuardStore(null),
    bus,
    onError,
  });
  const identify = ({ req }: ServerContext) => callers.identify(callerRequest(req));
  const feed = createFeed({ ...parts, onError });
  const yoga = createYoga<ServerContext, Context>({
    schema,
    maskedErrors: false,
    logging: false,
    multipart: false,
    context: (initial) => createContext(contextParts(parts), visitOf(initial)),
    plugins: [
      useVisit({ faceOf: () => 'GRAPHQL', addressOf: ({ req }) => clientAddress(req, 0), onAnswer: () => {} }),
      useCaller({ identify: callers.identify, refuse, isOpen: () => false }),
      useErrors({ requestIdOf: (server) => visitOf(server).requestId, onBug: onError }),
      useDocumentLimits(),
      useGraphCalls({
        limiter: createLimiter({ limits: { standard: 0, search: 0 }, redis: null, whenAway: 'open' }),
        allowedOrigins: [],
      }),
      useSubscriptions<ServerContext>({ feed, identify, cut: ({ res }) => void res.destroy() }),
    ],
  });

  const server = createServer((req, res) => void yoga.handle(req, res, { req, res }));
  const sockets = attachWebSockets(server, {
    path: '/graphql',
    allowedOrigins: ['https://app.example.com'],
    messageBytesMax: 100_000,
    fetch: (request, context) => yoga.fetch(request, context),
    identify,
    onError,
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    streamsOf: feed.countOf,
    async close() {
      feed.close();
      await sockets.close();
      const closed = new Promise((resolve) => server.close(resolve));
      const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
      await closed;
      clearTimeout(timer);
      await callers.settled();
      if (errors.length > 0) throw new AggregateError(errors, String(errors[0]));
    },
  };
}

export function contextParts({ db, bus }: LiveParts): ContextParts {
  return {
    db,
    transaction: (work) => runInTransaction(db, work),
    passwords: testPasswords,
    storage: createMemoryStorage(),
    settings: { publicUrl: 'https://desk.example.com', uploadBytesMax: 1000 },
    now: () => new Date(),
    emit: bus.publish,
  };
}

/** Makes a token and answers its secret. */
export async function makeToken(db: PrismaClient, userId: number, expiresAt: Date | null = null): Promise<string> {
  const secret = `token-of-${userId}-${Math.random()}`;
  await db.accessToken.create({
    data: { userId, expiresAt, name: 'test', prefix: 'token', tokenHash: hashToken(secret) },
  });
  return secret;
}

function callerRequest(req: IncomingMessage) {
  const address = clientAddress(req, 0);
  const authorization = req.headersDistinct.authorization ?? [];
  return { authorization, address, addressKey: addressKey(address), userAgent: null };
}

function refuse({ code, message }: AppError): Response {
  return Response.json(
    { errors: [{ message, extensions: { code } }] },
    { status: code === 'UNAUTHENTICATED' ? 401 : 403 },
  );
}
