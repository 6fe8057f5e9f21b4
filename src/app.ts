import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Config } from './config.js';
import { type ContextParts, createContext, type Visitor } from './context.js';
import type { SignalBus } from './core/bus.js';
import type { Context } from './core/context.js';
import type { Limiter } from './core/limits.js';
import type { MailTransport } from './core/mail.js';
import type { UpgradeableHasher } from './core/passwords.js';
import type { Storage } from './core/storage.js';
import { type Callers, createCallers } from './domain/caller/caller-service.js';
import { removeUnused, sweepFiles } from './domain/file/file-release.js';
import { outboxDepth } from './domain/outbox/outbox-depth.js';
import { createFeed, type Feed } from './graphql/subscriptions-feed.js';
import { createHttp, type Http, identifyAgain } from './http.js';
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
import { createMetrics, type Metrics } from './server/metrics.js';
import { createStopping, type Stopping } from './server/shutdown.js';
import { attachWebSockets, type WebSocketParts } from './server/web-sockets.js';
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
  /** Tells balancers to look elsewhere and subscribers to come back. All else goes on until `close`. */
  beginStop(): void;
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
  readonly mail: MailTransport;
  readonly contextParts: ContextParts;
  readonly stopping: Stopping;
  readonly metrics: Metrics;
}

/** Opens everything the configuration names, brings the database up to date and puts both faces in front of it. */
export async function createApp(config: Config, log: Log, overrides: AppOverrides = {}): Promise<App> {
  const database = await openDatabase(config, log);
  const redis = config.redisUrl === null ? null : await connectRedis(config.redisUrl, log);
  const storage = await openStorage(config);
  const passwords = createPasswordHasher();
  const now = overrides.now ?? (() => new Date());
  const notices = await prepareDesk({ config, log, database, passwords, now });
  const desk = startDesk({ config, log, database, redis, storage, passwords, now });

  const { handle, fetch } = createHttp(desk);
  const sockets: { close(): Promise<void> }[] = [];
  return {
    handle,
    attachTo: (server) => void sockets.push(attachWebSockets(server, webSocketParts(desk, fetch))),
    database,
    notices,
    contextOf: (visitor) => createContext(desk.contextParts, visitor),
    beginStop() {
      desk.stopping.begin();
      desk.feed.close();
      for (const open of sockets) open.close().catch(reporter(log));
    },
    async close() {
      await Promise.all(sockets.map((open) => open.close()));
      await closeDesk(desk);
    },
  };
}

interface Opened extends Pick<Desk, 'config' | 'log' | 'database' | 'redis'> {
  readonly storage: Storage;
  readonly passwords: UpgradeableHasher;
  now(): Date;
}

/** Starts what works in the background, on what is open already. */
function startDesk({ config, log, database, redis, storage, passwords, now }: Opened): Desk {
  const { db } = database;
  const bus = redis ? createRedisBus(redis) : createLocalBus();
  const onError = reporter(log);
  const contextParts: ContextParts = {
    db,
    transaction: (work) => runInTransaction(db, work),
    passwords,
    storage,
    settings: { publicUrl: config.publicUrl, uploadBytesMax: config.uploadBytesMax },
    now,
    emit: bus.publish,
  };
  const mail = config.smtpUrl === null ? createLogTransport(log) : createSmtpTransport(config.smtpUrl);
  const { mailFrom, publicUrl } = config;
  const notifications = startNotifications({ ...contextParts, transport: mail, log, mailFrom, publicUrl });
  bus.subscribe((signal) => {
    if (signal.name === 'ticket.changed') notifications.nudge();
    if (signal.name === 'files.released') removeUnused(contextParts, signal.storageKeys).catch(onError);
  });

  const limits = { standard: config.limitPerMinute, search: config.limitSearchPerMinute };
  const metrics = createMetrics({
    connections: database.driver.connections,
    outboxDepth: () => outboxDepth(db),
    isRedisUp: () => redis?.isUp() ?? null,
  });
  const limiter = metrics.counting(createLimiter({ limits, redis, whenAway: config.limitFail }));
  const callers = createCallers({ db, passwords, guardStore: createLoginGuardStore(redis), bus, onError });
  const sweeper = startSweeper(() => sweepFiles(contextParts, new Date()), log);
  const feed = createFeed({ db, bus, onError });
  const background = { sweeper, feed, notifications, mail, stopping: createStopping(), metrics };
  return { config, log, database, redis, bus, limiter, callers, contextParts, ...background };
}

function reporter(log: Log): (error: unknown) => void {
  return (error) => log.error({ err: error }, 'background work failed');
}

function webSocketParts({ config, callers, log }: Desk, fetch: Http['fetch']): WebSocketParts {
  return {
    path: '/graphql',
    allowedOrigins: config.corsOrigins,
    messageBytesMax: config.bodyBytesMax,
    fetch,
    identify: (server) => identifyAgain(callers, server, config.trustProxy),
    onError: reporter(log),
  };
}

async function closeDesk({ callers, bus, feed, notifications, mail, sweeper, redis, database }: Desk): Promise<void> {
  feed.close();
  await notifications.close();
  mail.close();
  await callers.settled();
  await sweeper.stop();
  await bus.close();
  await redis?.close();
  await database.close();
}
