import { createServer } from 'node:http';
import { createApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { testLog } from '../support/logs.js';
import { secret } from '../support/secrets.js';

// A desk whose memory a test watches: tells its port, and its use of memory whenever it is asked.
const [dataDir] = process.argv.slice(2);
const config = readConfig({ DATA_DIR: dataDir, DEMO: 'false', ADMIN_PASSWORD: secret('desk'), LIMIT_PER_MINUTE: '0' });
const app = await createApp(config, testLog());
await app.database.db.category.create({ data: { name: 'Any' } });
const server = createServer(app.handle);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' && address ? address.port : 0 });
});

let peak = 0;
setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, 5).unref();
process.on('message', (message) => {
  if (message === 'reset') {
    globalThis.gc?.();
    peak = process.memoryUsage.rss();
  }
  process.send?.({ peak });
});
