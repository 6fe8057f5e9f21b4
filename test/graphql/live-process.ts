import { createRedisBus } from '../../src/infra/bus.js';
import { openDatabase } from '../../src/infra/database.js';
import { connectRedis } from '../../src/infra/redis.js';
import { testLog } from '../support/logs.js';
import { startLiveServer } from './live-server.js';

// A process that serves subscriptions: address of the database and of Redis. Answers every message with the memory it uses.
const [databaseUrl = '', redisUrl = ''] = process.argv.slice(2);
const log = testLog();
const { db } = await openDatabase({ databaseUrl, databasePool: 5, dataDir: '' }, log);
const bus = createRedisBus(await connectRedis(redisUrl, log));
const { url } = await startLiveServer({ db, bus });

process.on('message', () => {
  globalThis.gc?.();
  process.send?.({ rssBytes: process.memoryUsage().rss });
});
process.send?.({ url });
