import type { Server, ServerResponse } from 'node:http';

/** Whether the process is about to stop. Answers given from then on end their connection. */
export interface Stopping {
  isStopping(): boolean;
  /** Tells the client of an answer not to use its connection again. */
  mark(res: ServerResponse): void;
  begin(): void;
}

export function createStopping(): Stopping {
  let isStopping = false;
  return {
    isStopping: () => isStopping,
    mark(res) {
      if (isStopping) res.shouldKeepAlive = false;
    },
    begin() {
      isStopping = true;
    },
  };
}

interface ShutdownTimes {
  /** How long to go on as before, so that balancers notice that the process is no longer ready. */
  readonly graceMs: number;
  /** How long running requests get afterwards. */
  readonly drainMs: number;
}

/**
 * Stops a server without failing a request: it says that it is not ready, goes on serving for the grace time with answers
 * that end their connections, then takes no more and waits for what is running.
 */
export async function shutDown(server: Server, beginStop: () => void, times: ShutdownTimes): Promise<void> {
  beginStop();
  await passed(times.graceMs);
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), times.drainMs);
  await closed;
  clearTimeout(timer);
}

function passed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
