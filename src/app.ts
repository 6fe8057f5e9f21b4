import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Config } from './config.js';
import { type ContextParts, createContext, type Visitor } from './context.js';
import type { SignalBus } from './core/bus.js';
import type { Context } from './core/context.js';
import type { Limiter } from './core/limits.js';
import { type Callers, createCallers } from './domain/caller/caller-service.js';
import { removeUnused, sweepFiles } from './domain/file/file-release.js';
import { createFeed, type Feed } from './graphql/subscriptions-feed.js';
import { createHttp, identifyAgain } from './http.js';
import { createLocalBus, createRedisBus } from './infra/bus.js';
import { type Database, openDatabase } from './infra/database.js';
import { runInTransaction } from './infra/database-transaction.js';
import type { Log } from './infra/log.js';
import { createLoginGuardStore } from './infra/login-guard.js';
import { createLogTransport, createSmtpTransport } from './infra/mail.js';
import { createPasswordHasher } from './infra/passwords.js';
import { createLimiter } from './infra/rate-limit.js';
import { connectRedis, type RedisLink } from './infra/redis.js';
import { openStorage } from './infra/storage.js';
import { type Sweeper, startSweeper } from './infra/storage-sweeper.js';
import { type Notifications, startNotifications } from './notifications/notifications.js';
import { prepareDesk } from './prepare.js';
import type { ServerContext } from './server/visit.js';
import { attachWebSockets } from './server/web-sockets.js';
/** What tests replace. */
export interface AppOverrides {
  readonly now?: () => Date;
}

/** A running desk without a port. */
export interface App {
  handle(req: IncomingMessage, res: ServerResponse): void;
  /** Adds subscriptions over WebSockets to the server that `handle` is used in. */
  attachTo(server: Server): void;
  readonly database: Database;
  /** What the first start had to say, such as the password it made up. */
  readonly notices: readonly string[];
  /** A context outside of any request. */
  contextOf(visitor: Visitor): Context;
  close(): Promise<void>;
}

/** Everything that outlives a request. */
export interface Desk {
  readonly config: Config;
  readonly log: Log;
  readonly database: Database;
  readonly redis: RedisLink | null;
  readonly bus: SignalBus;
  readonly limiter: Limiter;
  readonly callers: Callers;
  readonly sweeper: Sweeper;
  /** Brings events to subscriptions. */
  readonly feed: Feed;
  readonly notifications: Notifications;
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
  const feed = createFeed({ db: database.db, bus, onError });
  const notifications = startMail(config, log, contextParts);
  bus.subscribe((signal) => {
    if (signal.name === 'ticket.changed') notifications.nudge();
  });
  const desk = { config, log, database, redis, bus, limiter, callers, sweeper, feed, notifications, contextParts };
  const { handle, fetch } = createHttp(desk);
  const sockets: { close(): Promise<void> }[] = [];

  return {
    handle,
    attachTo(server) {
      const identify = (context: ServerContext) => identifyAgain(callers, context, config.trustProxy);
      const { corsOrigins: allowedOrigins, bodyBytesMax: messageBytesMax } = config;
      const parts = { path: '/graphql', allowedOrigins, messageBytesMax, fetch, identify, onError };
      sockets.push(attachWebSockets(server, parts));
    },
    database,
    notices,
    contextOf: (visitor) => createContext(contextParts, visitor),
    async close() {
      await Promise.all(sockets.map((open) => open.close()));
      await closeDesk(desk);
    },
  };
}

function startMail({ smtpUrl, mailFrom, publicUrl }: Config, log: Log, parts: ContextParts): Notifications {
  const transport = smtpUrl === null ? createLogTransport(log) : createSmtpTransport(smtpUrl);
  return startNotifications({ ...parts, transport, log, mailFrom, publicUrl });
}

async function closeDesk({ callers, bus, feed, notifications, sweeper, redis, database }: Desk): Promise<void> {
  feed.close();
  await notifications.close();
  await callers.settled();
  await sweeper.stop();
  await bus.close();
  await redis?.close();
  await database.close();
}
