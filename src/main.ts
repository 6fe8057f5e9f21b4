import { createServer, type Server } from 'node:http';
import { type App, createApp } from './app.js';
import { type Config, readConfig } from './config.js';
import { StartError } from './core/start-error.js';
import { createLog } from './infra/log.js';

/** Longest time that running requests get to finish after SIGTERM. */
const DRAIN_MS = 10_000;

/** Above Node's own limit, so that an oversized `Authorization` header gets an answer that says what is wrong. */
const HEADER_BYTES_MAX = 262_144;

await start().catch((error: unknown) => {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});

async function start(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const app = await createApp(config, log);
  const server = createServer({ maxHeaderSize: HEADER_BYTES_MAX }, app.handle);
  app.attachTo(server);
  await listen(server, config);
  greet(config, app);

  const stop = () => void close(server, app).finally(() => process.exit());
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function listen(server: Server, { port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE';
      reject(isTaken ? new StartError(`Port ${port} is in use. Set PORT to a free one.`) : error);
    });
    server.listen(port, host, () => resolve());
  });
}

function greet({ publicUrl, demo }: Config, { notices }: App): void {
  const lines = [
    `GraphQL and GraphiQL  ${publicUrl}/graphql`,
    `REST                  ${publicUrl}/api`,
    `Health                ${publicUrl}/health`,
    ...(demo ? ['Demo login            admin / admin'] : []),
    ...notices,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

async function close(server: Server, app: App): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(timer);
  await app.close();
}
