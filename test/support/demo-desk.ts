import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { type App, createApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { createHttpServer } from '../../src/server/http-server.js';
import { testDatabase } from './db.js';
import { testLog } from './logs.js';
import { linesWithSecrets } from './secrets.js';
import { freePort } from './services.js';

/** A desk with its demo data that listens, as `npm start` makes one. */
export interface DemoDesk {
  readonly url: string;
  readonly app: App;
  /** What it has logged, oldest first. */
  readonly lines: Readonly<Record<string, unknown>>[];
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  ask(query: string, variables?: object, headers?: Record<string, string>): Promise<Response>;
}

export const ADMIN = { authorization: `Basic ${btoa('admin:admin')}` };

/** Starts a desk for a test file, on a real PostgreSQL; it is stopped when the file is done. */
export async function startDemoDesk(env: Record<string, string> = {}): Promise<DemoDesk> {
  const { url: databaseUrl } = await testDatabase('postgres');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'help-desk-demo-'));
  const unlimited = { LIMIT_PER_MINUTE: '0', LIMIT_SEARCH_PER_MINUTE: '0' };
  const own = { DATABASE_URL: databaseUrl ?? '', DATABASE_POOL: '5', PUBLIC_URL: url, DATA_DIR: folder, DEMO: 'true' };
  const lines: Record<string, unknown>[] = [];
  const config = readConfig({ ...unlimited, ...own, ...env });
  const app = await createApp(
    config,
    testLog(config.logLevel, (line) => void lines.push(JSON.parse(line))),
  );

  const server = createHttpServer(app.handle);
  app.attachTo(server);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  afterAll(async () => {
    app.beginStop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await app.close();
    rmSync(folder, { recursive: true, force: true });
    expect(linesWithSecrets(lines.map((line) => JSON.stringify(line)))).toEqual([]);
  });
  return { url, app, lines, ...client(url) };
}

function client(url: string): Pick<DemoDesk, 'get' | 'ask'> {
  return {
    get: (path, headers = {}) => fetch(url + path, { headers, redirect: 'manual' }),
    ask: (query, variables = {}, headers = ADMIN) =>
      fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      }),
  };
}
