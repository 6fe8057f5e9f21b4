import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './services.js';

/** Stands before a server and passes on everything at once, but answers late. */
export interface SlowProxy {
  readonly port: number;
  delayAnswers(delayMs: number): void;
  close(): Promise<void>;
}

export async function startSlowProxy(target: number): Promise<SlowProxy> {
  const sockets = new Set<Socket>();
  let delay = 0;
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {}).once('close', () => [client, upstream].map((end) => end.destroy()));
    }
    client.pipe(upstream);
    let sent: Promise<unknown> = Promise.resolve();
    upstream.on('data', (chunk) => {
      sent = Promise.all([sent, sleep(delay, null, { ref: false })]).then(() => client.write(chunk));
    });
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port,
    delayAnswers(delayMs) {
      delay = delayMs;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
