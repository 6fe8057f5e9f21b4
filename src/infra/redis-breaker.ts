/** Keeps calls away from a service that does not answer, and finds out by itself when it does again. */
export interface Breaker {
  /** Rejects at once while the service is away, and as soon as it has been silent for too long. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Reports from outside that the service is away. */
  trip(): void;
  isUp(): boolean;
  onChange(listener: (isUp: boolean) => void): () => void;
  stop(): void;
}

interface BreakerOptions {
  ping(): Promise<unknown>;
  isConnected(): boolean;
  /** Makes a new connection: the old one may lead nowhere. */
  reconnect(): void;
}

const TICK_MS = 10;
const SILENT_TICKS = 4;
const PROBE_MS = 50;
const PROBES_PER_CONNECTION = 40;

export function createBreaker(service: BreakerOptions): Breaker {
  const listeners = new Set<(isUp: boolean) => void>();
  const probe = createProbe(service, () => change(true));
  let isUp = true;

  function change(next: boolean) {
    if (isUp === next || probe.isStopped()) return;
    isUp = next;
    for (const listener of listeners) listener(next);
    if (!next) probe.start();
  }

  return {
    async run(work) {
      if (!isUp) throw new Error('The service is away.');
      try {
        return await answerInTime(work());
      } catch (error) {
        // What the service itself refused is no reason to stop asking it.
        if (!(error instanceof Error && error.name === 'ReplyError')) change(false);
        throw error;
      }
    },
    trip: () => change(false),
    isUp: () => isUp,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop: probe.stop,
  };
}

/** Asks until there is an answer; over a new connection when the old one has been silent for long. */
function createProbe(service: BreakerOptions, onAnswer: () => void) {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;

  function later(attempt: number) {
    timer = setTimeout(() => void ask(attempt), PROBE_MS).unref();
  }

  async function ask(attempt: number) {
    const answers = service.isConnected() && (await isFulfilled(answerInTime(service.ping())));
    if (isStopped) return;
    if (answers) return onAnswer();
    if (service.isConnected() && attempt % PROBES_PER_CONNECTION === 0) service.reconnect();
    later(attempt + 1);
  }

  return {
    start: () => later(1),
    isStopped: () => isStopped,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/**
 * Rejects after about 40 ms, or so many ticks of 10 ms, in which this process was awake. Only such time counts: when the
 * event loop itself was busy, the answer may be waiting in the socket, and after each tick it gets its chance to be read.
 */
export function answerInTime<Result>(answer: Promise<Result>, silentTicks = SILENT_TICKS): Promise<Result> {
  return new Promise((resolve, reject) => {
    let timer = setTimeout(tick, TICK_MS, 1);
    let isSettled = false;

    function tick(ticks: number) {
      setImmediate(() => {
        if (isSettled) return;
        if (ticks >= silentTicks) reject(new Error('The service did not answer in time.'));
        else timer = setTimeout(tick, TICK_MS, ticks + 1);
      });
    }

    function settled() {
      isSettled = true;
      clearTimeout(timer);
    }

    answer.then(
      (result) => {
        settled();
        resolve(result);
      },
      (error) => {
        settled();
        reject(error);
      },
    );
  });
}

function isFulfilled(promise: Promise<unknown>): Promise<boolean> {
  return promise.then(
    () => true,
    () => false,
  );
}
