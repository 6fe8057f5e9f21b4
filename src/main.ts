import './server/heap.js';
import cluster from 'node:cluster';
import type { Server } from 'node:http';
import { createApp } from './app.js';
import { type Config, readConfig } from './config.js';
import { StartError } from './core/start-error.js';
import { createLog } from './infra/log.js';
import { createHttpServer } from './server/http-server.js';
import { shutDown } from './server/shutdown.js';
import { runWorkers } from './server/workers.js';

/** In production balancers get this long to notice that the process is not ready any more. */
const GRACE_MS = 3000;

/** Longest time that running requests get to finish. */
const DRAIN_MS = 10_000;

await start().catch((error: unknown) => {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});

async function start(): Promise<void> {
  const config = readConfig(process.env);
  if (config.workers === 1 || cluster.isWorker) return serve(config);
  const log = createLog(config.logLevel);
  process.exit(await runWorkers({ count: config.workers, log, onListening: () => greet(config) }));
}

async function serve(config: Config): Promise<void> {
  const log = createLog(config.logLevel);
  const app = await createApp(config, log);
  const server = createHttpServer(app.handle);
  app.attachTo(server);
  await listen(server, config);
  if (cluster.isPrimary) greet(config);
  for (const notice of app.notices) print(notice);

  const stop = (signal: NodeJS.Signals) => {
    const graceMs = config.isProduction && signal === 'SIGTERM' ? GRACE_MS : 0;
    shutDown(server, app.beginStop, { graceMs, drainMs: DRAIN_MS })
      .then(app.close)
      .catch((error: unknown) => log.error({ err: error }, 'the process did not stop in order'))
      .finally(() => process.exit());
  };
  process.once('SIGTERM', stop);
  // Ctrl-C reaches workers as well, who are told to stop by their primary.
  if (cluster.isPrimary) process.once('SIGINT', stop);
  else process.on('SIGINT', () => undefined);
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

function greet({ publicUrl, demo, graphiql }: Config): void {
  print(`Help desk             ${publicUrl}/`);
  print(`${graphiql ? 'GraphQL and GraphiQL' : 'GraphQL             '}  ${publicUrl}/graphql`);
  print(`REST                  ${publicUrl}/api (reference: ${publicUrl}/api/docs)`);
  print(`Health                ${publicUrl}/health`);
  if (demo) print('Demo login            admin / admin');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
