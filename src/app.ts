import type { IncomingMessage, ServerResponse } from 'node:http';
import { createYoga, type YogaServerOptions } from 'graphql-yoga';
import type { Config } from './config.js';
import { type ContextParts, createContext, type Visitor } from './context.js';
import type { SignalBus } from './core/bus.js';
import type { Context } from './core/context.js';
import { AppError } from './core/errors.js';
import type { Limiter } from './core/limits.js';
import { type Callers, createCallers } from './domain/caller/caller-service.js';
import { removeUnused, sweepFiles } from './domain/file/file-release.js';
import { schema } from './graphql/schema.js';
import { useDocumentLimits } from './graphql/use-document-limits.js';
import { useErrors } from './graphql/use-errors.js';
import { createLocalBus, createRedisBus } from './infra/bus.js';
import { type Database, openDatabase } from './infra/database.js';
import { translateDatabaseError } from './infra/database-errors.js';
import { runInTransaction } from './infra/database-transaction.js';
import type { Log } from './infra/log.js';
import { createLoginGuardStore } from './infra/login-guard.js';
import { createPasswordHasher } from './infra/passwords.js';
import { createLimiter } from './infra/rate-limit.js';
import { connectRedis, type RedisLink } from './infra/redis.js';
import { openStorage } from './infra/storage.js';
import { type Sweeper, startSweeper } from './infra/storage-sweeper.js';
import { prepareDesk } from './prepare.js';
import { problemOf, problemReply } from './rest/errors.js';
import { clientAddress } from './server/client-address.js';
import { payCalls } from './server/pay-calls.js';
import { useCaller } from './server/use-caller.js';
import { useGraphCalls } from './server/use-graph-calls.js';
import { useHealth } from './server/use-health.js';
import { usePages } from './server/use-pages.js';
import { useSecurityHeaders } from './server/use-security-headers.js';
import { useVisit } from './server/use-visit.js';
import { type ServerContext, type Visit, visitOf } from './server/visit.js';

type Plugins = NonNullable<YogaServerOptions<ServerContext, Context>['plugins']>;

/** What tests replace. */
export interface AppOverrides {
  readonly now?: () => Date;
}

/** A running desk without a port. */
export interface App {
  handle(req: IncomingMessage, res: ServerResponse): void;
  readonly database: Database;
  /** What the first start had to say, such as the password it made up. */
  readonly notices: readonly string[];
  /** A context outside of any request. */
  contextOf(visitor: Visitor): Context;
  close(): Promise<void>;
}

/** Everything that outlives a request. */
interface Desk {
  readonly config: Config;
  readonly log: Log;
  readonly database: Database;
  readonly redis: RedisLink | null;
  readonly bus: SignalBus;
  readonly limiter: Limiter;
  readonly callers: Callers;
  readonly sweeper: Sweeper;
  readonly contextParts: ContextParts;
}

/** Opens everything the configuration names, brings the database up to date and puts both faces in front of it. */
export async function createApp(config: Config, log: Log, overrides: AppOverrides = {}): Promise<App> {
  const database = await openDatabase(config, log);
  const redis = config.redisUrl === null ? null : await connectRedis(config.redisUrl, log);
  const passwords = createPasswordHasher();
  const now = overrides.now ?? (() => new Date());
  const notices = await prepareDesk({ config, log, database, passwords, now });

  const bus = redis ? createRedisBus(redis) : createLocalBus();
  const onError = (error: unknown) => log.error({ err: error }, 'background work failed');
  const callers = createCallers({ db: database.db, passwords, guardStore: createLoginGuardStore(redis), bus, onError });
  const limits = { standard: config.limitPerMinute, search: config.limitSearchPerMinute };
  const contextParts: ContextParts = {
    db: database.db,
    transaction: (work) => runInTransaction(database.db, work),
    passwords,
    storage: await openStorage(config),
    settings: { publicUrl: config.publicUrl, uploadBytesMax: config.uploadBytesMax },
    now,
    emit: bus.publish,
  };
  const limiter = createLimiter({ limits, redis, whenAway: config.limitFail });
  bus.subscribe((signal) => {
    if (signal.name === 'files.released') removeUnused(contextParts, signal.storageKeys).catch(onError);
  });
  const sweeper = startSweeper(() => sweepFiles(contextParts, new Date()), log);
  const desk: Desk = { config, log, database, redis, bus, limiter, callers, sweeper, contextParts };

  return {
    handle: createHandler(desk),
    database,
    notices,
    contextOf: (visitor) => createContext(contextParts, visitor),
    close: () => closeDesk(desk),
  };
}

async function closeDesk({ callers, bus, sweeper, redis, database }: Desk): Promise<void> {
  await callers.settled();
  await sweeper.stop();
  await bus.close();
  await redis?.close();
  await database.close();
}

function createHandler(desk: Desk) {
  const { config, contextParts } = desk;
  const yoga = createYoga<ServerContext, Context>({
    schema,
    graphqlEndpoint: '/graphql',
    landingPage: false,
    healthCheckEndpoint: '/health/graphql',
    graphiql: false,
    maskedErrors: false,
    logging: false,
    multipart: false,
    cors: config.corsOrigins.length > 0 && { origin: [...config.corsOrigins], credentials: false },
    maxRequestBodySize: config.bodyBytesMax,
    context: (initial) => createContext(contextParts, visitOf(initial)),
    plugins: [...edge(desk), ...graph(desk)],
  });
  return (req: IncomingMessage, res: ServerResponse) => void yoga.handle(req, res, { req, res });
}

/** What both faces pass. */
function edge({ config, log, callers, limiter, database, redis }: Desk): Plugins {
  return [
    useVisit({
      faceOf: (path) => (path === '/graphql' ? 'GRAPHQL' : 'REST'),
      addressOf: ({ req }) => clientAddress(req, config.trustProxy),
      onAnswer: (visit, status, milliseconds) => log.info(logLine(visit, status, milliseconds), 'request'),
    }),
    useSecurityHeaders({ isHttps: config.publicUrl.startsWith('https:') }),
    useHealth({ ping: database.ping, isRedisUp: () => redis?.isUp() ?? null }),
    usePages({ isDemo: config.demo }),
    useCaller({
      identify: callers.identify,
      refuse,
      explain,
      pay: (visit) => payCalls(limiter, visit, { standard: 1 }),
      isOpen: (path) => path === '/' || path === '/favicon.ico',
    }),
  ];
}

function graph({ log, limiter, config }: Desk): Plugins {
  return [
    useErrors({
      requestIdOf: (server) => visitOf(server).requestId,
      onBug: (error, requestId) => log.error({ err: error, requestId }, 'unexpected error'),
      explain,
    }),
    useDocumentLimits(),
    useGraphCalls({ limiter, allowedOrigins: config.corsOrigins }),
  ];
}

function explain(error: unknown): AppError | null {
  const translated = translateDatabaseError(error);
  return translated instanceof AppError ? translated : null;
}

/** A refusal before anything was executed, in the form of the face that was called. */
function refuse(error: AppError, { face, requestId }: Visit): Response {
  const { code, message } = error;
  const problem = problemOf(error);
  if (face === 'REST' && problem) return problemReply(problem, null, requestId);
  return Response.json({ errors: [{ message, extensions: { code, requestId } }] }, { status: problem?.status ?? 500 });
}

function logLine({ requestId, face, operation, who, address }: Visit, status: number, milliseconds: number) {
  return {
    requestId,
    face,
    operation,
    callerId: who?.id ?? null,
    address,
    status,
    ms: Math.round(milliseconds * 10) / 10,
  };
}
