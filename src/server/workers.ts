import cluster, { type Worker } from 'node:cluster';
import { answerMetricsQuestions } from './worker-metrics.js';

/** Before a worker that ended is replaced, so that one which cannot start does not burn a core. */
const RESTART_MS = 1000;

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
  let hasListened = false;
  let isStopping = false;

  cluster.on('listening', () => {
    if (!hasListened) onListening();
    hasListened = true;
  });
  answerMetricsQuestions();
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

function alive(): Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker): worker is Worker => worker?.isDead() === false);
}
