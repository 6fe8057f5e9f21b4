import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { LIMIT_COMMANDS } from './rate-limit-commands.js';
import { createBreaker } from './redis-breaker.js';

export type RedisClient = Redis | Cluster;

/** Tells the operator what happens; a pino logger fits. */
export interface RedisLog {
  info(message: string): void;
  warn(message: string): void;
}

/** A connection to Redis that never makes its user wait. */
export interface RedisLink {
  readonly client: RedisClient;
  /** Runs commands; rejects at once while Redis is away, and within 50 ms when it falls silent. */
  call<Result>(work: (client: RedisClient) => Promise<Result>): Promise<Result>;
  isUp(): boolean;
  /** Called with true when Redis is back and with false when it goes away. */
  onChange(listener: (isUp: boolean) => void): () => void;
  close(): Promise<void>;
}

const START_MS = 1000;

// With the library's defaults a dead Redis holds calls for 15 s and more.
const OPTIONS: RedisOptions = {
  enableOfflineQueue: false,
  // A command that was sent again would count twice.
  maxRetriesPerRequest: 0,
  connectTimeout: 500,
  // The library's clock also runs while this process is busy, with the answer in the socket: far beyond what is waited for.
  commandTimeout: 10_000,
  enableAutoPipelining: true,
  autoPipeliningIgnoredCommands: LIMIT_COMMANDS,
  retryStrategy: (attempt) => Math.min(attempt * 50, 500),
  // After a failover the old connection leads to a replica.
  reconnectOnError: (error) => error.message.startsWith('READONLY'),
};

/**
 * Connects to `redis://` or `rediss://`. A cluster is named by one node and `?cluster`, further nodes as
 * `?cluster=host:port,host:port`. Answers after a second at most, also when Redis is away: it is used as soon as it is there.
 */
export async function connectRedis(url: string, log: RedisLog): Promise<RedisLink> {
  const client = createClient(url);
  const breaker = createBreaker({
    ping: () => client.ping(),
    isConnected: () => client.status === 'ready',
    reconnect: () => client.disconnect(true),
  });

  client.on('error', () => {}); // Every error also ends a command or the connection, which the breaker sees.
  client.on('close', breaker.trip);
  breaker.onChange((isUp) => {
    if (isUp) log.info('Redis is back: limits, lock-outs and signals are shared again.');
    else log.warn('Redis does not answer: limits, lock-outs and signals are kept per process until it is back.');
  });
  await settled(client);
  if (client.status !== 'ready') breaker.trip();

  return {
    client,
    isUp: breaker.isUp,
    onChange: breaker.onChange,
    call: (work) => breaker.run(() => work(client)),
    async close() {
      breaker.stop();
      client.disconnect();
    },
  };
}

function createClient(url: string): RedisClient {
  const { searchParams, hostname, port, username, password, protocol } = new URL(url);
  const others = searchParams.get('cluster');
  if (others === null) return new Redis(url, OPTIONS);

  const nodes = [`${hostname}:${port || 6379}`, ...others.split(',').filter(Boolean)];
  return new Cluster(
    nodes.map((node) => `redis://${node}`),
    {
      enableOfflineQueue: false,
      enableAutoPipelining: true,
      autoPipeliningIgnoredCommands: LIMIT_COMMANDS,
      clusterRetryStrategy: (attempt) => Math.min(attempt * 50, 500),
      redisOptions: {
        ...OPTIONS,
        username: decodeURIComponent(username) || undefined,
        password: decodeURIComponent(password) || undefined,
        tls: protocol === 'rediss:' ? {} : undefined,
      },
    },
  );
}

function settled(client: RedisClient): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, START_MS);
    client.once('ready', () => {
      touchNodes(client).finally(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  });
}

/** A cluster connects to each node at its first command, and refuses the commands that come before it is connected. */
async function touchNodes(client: RedisClient): Promise<void> {
  if (client instanceof Cluster) await Promise.allSettled(client.nodes('master').map((node) => node.ping()));
}
