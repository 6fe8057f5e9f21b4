import cluster, { type Worker } from 'node:cluster';
import { AggregatorRegistry, type Registry } from 'prom-client';

/** A worker that does not answer by then is stuck. */
const ANSWER_MS_MAX = 4000;

/** What workers and their primary tell each other. A question goes from a worker to the primary, and from there to all. */
type Message =
  | { readonly desk: 'all-metrics'; readonly id: number; readonly text?: string | null }
  | { readonly desk: 'own-metrics'; readonly id: number; readonly metrics?: object[] };

/** In a worker: tells its numbers when asked, and asks for those of all. Rejects when one of them does not answer. */
export function metricsOfAllWorkers(registry: Registry): () => Promise<string> {
  const waiting = new Map<number, (text: string | null) => void>();
  let asked = 0;
  process.on('message', (message: unknown) => {
    if (!isMessage(message)) return;
    if (message.desk === 'all-metrics') waiting.get(message.id)?.(message.text ?? null);
    else void tellOwn(registry, message.id);
  });
  return () => {
    const id = ++asked;
    return new Promise((resolve, reject) => {
      const give = (text: string | null) => {
        waiting.delete(id);
        clearTimeout(timer);
        if (text === null) reject(new Error('The workers did not answer.'));
        else resolve(text);
      };
      const timer = setTimeout(() => give(null), 2 * ANSWER_MS_MAX);
      waiting.set(id, give);
      send(process, { desk: 'all-metrics', id });
    });
  };
}

async function tellOwn(registry: Registry, id: number): Promise<void> {
  send(process, { desk: 'own-metrics', id, metrics: await registry.getMetricsAsJSON() });
}

/** In the primary: asks all workers that serve by then. One that still starts has nothing to tell. */
export function answerMetricsQuestions(): void {
  const serving = new Set<Worker>();
  const rounds = new Map<number, Round>();
  let asked = 0;

  cluster.on('listening', (worker) => serving.add(worker));
  cluster.on('exit', (worker) => {
    serving.delete(worker);
    for (const round of rounds.values()) round.leave(worker);
  });
  cluster.on('message', (worker, message: unknown) => {
    if (!isMessage(message)) return;
    if (message.desk === 'own-metrics') return rounds.get(message.id)?.take(worker, message.metrics ?? []);
    const id = ++asked;
    const round = startRound([...serving], (text) => {
      rounds.delete(id);
      send(worker, { desk: 'all-metrics', id: message.id, text });
    });
    rounds.set(id, round);
    for (const other of serving) send(other, { desk: 'own-metrics', id });
  });
}

/** The workers' answers to one question. */
interface Round {
  take(worker: Worker, metrics: object[]): void;
  /** The worker has ended. */
  leave(worker: Worker): void;
}

/** Tells the sum once nobody is left to answer; null when somebody does not. */
function startRound(workers: readonly Worker[], tell: (text: string | null) => void): Round {
  const awaited = new Set(workers);
  const all: object[][] = [];
  const timer = setTimeout(() => tell(null), ANSWER_MS_MAX);
  const leave = (worker: Worker) => {
    if (!awaited.delete(worker) || awaited.size > 0) return;
    clearTimeout(timer);
    AggregatorRegistry.aggregate(all)
      .metrics()
      .then(tell, () => tell(null));
  };
  return {
    take(worker, metrics) {
      if (awaited.has(worker)) all.push(metrics);
      leave(worker);
    },
    leave,
  };
}

/** Whoever has ended meanwhile needs no answer any more. */
function send(to: { send?: Worker['send'] | NodeJS.Process['send'] }, message: Message): void {
  to.send?.(message, undefined, undefined, () => undefined);
}

function isMessage(message: unknown): message is Message {
  return typeof message === 'object' && message !== null && 'desk' in message && 'id' in message;
}
