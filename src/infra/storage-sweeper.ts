import type { Log } from './log.js';

const EVERY_MS = 6 * 60 * 60 * 1000;

export interface Sweeper {
  /** Waits for a sweep that is under way. */
  stop(): Promise<void>;
}

/** Sweeps at start and every few hours. A sweep that fails is logged; the next one makes up for it. */
export function startSweeper(sweep: () => Promise<object>, log: Log, everyMs = EVERY_MS): Sweeper {
  let running = Promise.resolve();
  const run = () => {
    running = running.then(sweep).then(
      (swept) => log.debug(swept, 'files swept'),
      (error: unknown) => log.error({ err: error }, 'files could not be swept'),
    );
  };
  run();
  const timer = setInterval(run, everyMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
