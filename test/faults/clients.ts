import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { ADMIN } from '../support/demo-desk.js';
import type { ServerProcess } from '../support/server-process.js';

/** The client's address, as a proxy in front tells it. */
export const from = (address: string) => ({ 'x-forwarded-for': address });

/** Clients behind a balancer that asks every 100 ms who is ready. */
export function startLoad(desks: readonly ServerProcess[]) {
  const failures: unknown[] = [];
  let ready = [...desks];
  let answered = 0;
  let isOver = false;
  const check = async (desk: ServerProcess) =>
    (await desk.get('/ready').catch(() => null))?.status === 200 ? desk : null;
  const balancer = setInterval(async () => {
    ready = (await Promise.all(desks.map(check))).filter((desk) => desk !== null);
  }, 100);
  const clients = Array.from({ length: 4 }, async (_, client) => {
    for (let turn = client; !isOver; turn++) {
      const desk = ready[turn % ready.length];
      // Without a login nobody's budget is used up, and 401 is an answer as well; limits go by the address.
      const headers = from(`198.51.100.${turn % 250}`);
      const status = await desk?.get('/api/Stats', headers).then((answer) => answer.status, String);
      if (status === 401) answered++;
      else failures.push(status ?? 'nobody is ready');
      // Where nobody is asked, nothing else would make it wait.
      if (!desk) await nextTurn();
    }
  });
  async function stop() {
    isOver = true;
    await Promise.all(clients);
    clearInterval(balancer);
    return { failures, answered };
  }
  // Also when the test ends early: without desks the clients would do nothing but collect failures.
  onTestFinished(() => void stop());
  return { stop };
}

/** A subscription to all changes of tickets. */
export async function subscribe(desk: ServerProcess) {
  const abort = new AbortController();
  const query = 'subscription { ticketsChanged { event { kind } ticket { subject } } }';
  const response = await fetch(`${desk.url}/graphql`, {
    method: 'POST',
    headers: { ...ADMIN, accept: 'text/event-stream', 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
    signal: abort.signal,
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    async until(wanted: string): Promise<string> {
      while (!text.includes(wanted)) {
        const { done, value = '' } = (await reader?.read()) ?? { done: true };
        if (done) throw new Error(`The stream ended with ${text}`);
        text += value;
      }
      return text;
    },
    close: () => abort.abort(),
  };
}

/** A request of which one half is sent at once and the other when told to. */
export async function beginComment(desk: ServerProcess) {
  const body = JSON.stringify({ id: 1, body: 'Sent while the desk stops.' });
  const socket = connect(Number(new URL(desk.url).port), '127.0.0.1');
  await once(socket, 'connect');
  const head = `POST /api/comment HTTP/1.1\r\nHost: desk\r\nAuthorization: ${ADMIN.authorization}\r\nContent-Type: application/json`;
  socket.write(`${head}\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 10)}`);
  return {
    async finish(): Promise<string> {
      socket.write(body.slice(10));
      const [answer] = await once(socket, 'data');
      return String(answer);
    },
  };
}
