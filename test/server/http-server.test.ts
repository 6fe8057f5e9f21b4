import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, type Socket } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { createHttpServer } from '../../src/server/http-server.js';
import { ADMIN, startDemoDesk } from '../support/demo-desk.js';

const SLOW_CLIENTS = 1000;

const desk = await startDemoDesk();
const hasty = createHttpServer((_req, res) => res.end('ok'), { headersTimeout: 300, connectionsCheckingInterval: 50 });
const port = await new Promise<number>((resolve) => {
  hasty.listen(0, '127.0.0.1', () => resolve((hasty.address() as AddressInfo).port));
});
afterAll(() => void hasty.close());

/** A client that begins a request and never ends it. */
async function crawl(where: number): Promise<Socket> {
  const socket = connect(where, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write('GET /api/Stats HTTP/1.1\r\nHost: desk\r\nX-Slow: ');
  return socket;
}

describe('slow clients', () => {
  it(`leave the others alone, ${SLOW_CLIENTS} of them`, async () => {
    const target = Number(new URL(desk.url).port);
    const sockets = await Promise.all(Array.from({ length: SLOW_CLIENTS }, () => crawl(target)));
    await desk.get('/api/Stats', ADMIN);

    const times: number[] = [];
    for (let round = 0; round < 15; round++) {
      const startedMs = performance.now();
      expect((await desk.get('/health')).status).toBe(200);
      expect((await desk.get('/api/Authorization', ADMIN)).status).toBe(200);
      times.push(performance.now() - startedMs);
    }
    for (const socket of sockets) socket.destroy();
    // Of two requests; the middle one, since the machine may have other things to do as well.
    expect(times.sort((a, b) => a - b)[7]).toBeLessThan(200);
  });

  it('are cut off, and told why', async () => {
    const socket = await crawl(port);
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 408 /);
    await once(socket, 'close');
  });
});

describe('the server', () => {
  it('ends what is silent, and keeps idle connections longer than balancers do', () => {
    expect(hasty.timeout).toBeGreaterThan(60_000);
    expect(hasty.keepAliveTimeout).toBeGreaterThan(60_000);
    expect(hasty.requestTimeout).toBeGreaterThan(0);
    expect(hasty.maxConnections).toBeGreaterThan(SLOW_CLIENTS);
  });
});
