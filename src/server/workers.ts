import cluster, { type Worker } from 'node:cluster';
import { AggregatorRegistry, type Registry } from 'prom-client';

/** Before a worker that ended is replaced, so that one which cannot start does not burn a core. */
const RESTART_MS = 1000;

const METRICS_MS_MAX = 5000;

interface WorkersOptions {
  readonly count: number;
  readonly log: { warn(details: object, message: string): void };
  /** Called once, when the first worker listens. */
  onListening(): void;
}

/**
 * Runs the workers of this machine, which share the port, and replaces those that end. Resolves with the exit code when
 * all have ended after a signal, or when none could ever start.
 */
export function runWorkers({ count, log, onListening }: WorkersOptions): Promise<number> {
  const registries = new AggregatorRegistry();
  let hasListened = false;
  let isStopping = false;

  cluster.on('listening', () => {
    if (!hasListened) onListening();
    hasListened = true;
  });
  cluster.on('message', (worker, message: unknown) => {
    if (isMetricsQuestion(message)) answerMetrics(worker, message, registries);
  });
  const stop = () => {
    isStopping = true;
    for (const worker of alive()) worker.kill('SIGTERM');
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);

  return new Promise((resolve) => {
    cluster.on('exit', (worker, code, signal) => {
      const isOver = isStopping || !hasListened;
      if (isOver && alive().length === 0) resolve(isStopping ? 0 : (code ?? 1));
      if (isOver) return;
      log.warn({ pid: worker.process.pid, code, signal }, 'a worker ended; another one takes its place');
      setTimeout(() => isStopping || cluster.fork(), RESTART_MS);
    });
    for (let index = 0; index < count; index++) cluster.fork();
  });
}

/** The numbers of all workers, asked for by one of them. */
export function metricsOfAllWorkers(registry: Registry): () => Promise<string> {
  AggregatorRegistry.setRegistries(registry);
  new AggregatorRegistry();
  let asked = 0;
  return () => {
    const id = ++asked;
    return new Promise((resolve, reject) => {
      const give = (end: () => void) => {
        clearTimeout(timer);
        process.off('message', onMessage);
        end();
      };
      const timer = setTimeout(() => give(() => reject(new Error('The workers did not answer.'))), METRICS_MS_MAX);
      const onMessage = (message: unknown) => {
        if (isMetricsAnswer(message) && message.deskMetrics === id) give(() => resolve(message.text));
      };
      process.on('message', onMessage);
      process.send?.({ deskMetrics: id });
    });
  };
}

interface MetricsQuestion {
  readonly deskMetrics: number;
}

function isMetricsQuestion(message: unknown): message is MetricsQuestion {
  return typeof message === 'object' && message !== null && 'deskMetrics' in message;
}

function isMetricsAnswer(message: unknown): message is MetricsQuestion & { readonly text: string } {
  return isMetricsQuestion(message) && 'text' in message;
}

function answerMetrics(
  worker: Worker,
  { deskMetrics }: MetricsQuestion,
  registries: { clusterMetrics(): Promise<string> },
): void {
  registries.clusterMetrics().then(
    (text) => worker.send({ deskMetrics, text }),
    () => undefined,
  );
}

function alive(): Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker): worker is Worker => worker?.isDead() === false);
}
