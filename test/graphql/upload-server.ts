import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createYoga } from 'graphql-yoga';
import { afterAll, beforeEach, expect } from 'vitest';
import type { Context } from '../../src/core/context.js';
import type { Principal } from '../../src/core/principal.js';
import { schema } from '../../src/graphql/schema.js';
import { useErrors } from '../../src/graphql/use-errors.js';
import { useUploads } from '../../src/graphql/use-uploads.js';
import { createDiskStorage } from '../../src/infra/storage-disk.js';
import { drainAfterAnswer } from '../../src/server/drain-request.js';
import { makeContext } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import { makeTicket, makeUser } from '../support/factories.js';
import { field, file, MULTIPART, type Part } from '../support/multipart.js';
import { makePrincipal } from '../support/principals.js';

export const LIMIT = 1_000_000;
export const ATTACH = `mutation ($ticketId: ID!, $files: [Upload!]!) {
  attachFiles(input: { ticketId: $ticketId, files: $files }) {
    attachments { fileName size contentType } ticket { attachments { totalCount } } errors { code message field }
  }
}`;

/** A server for uploads and nothing else, with a new caller and ticket for each test. Call it at the top of a file. */
export async function startUploadServer() {
  const { db, truncate } = await testDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'help-desk-uploads-'));
  const storage = createDiskStorage(folder);
  const bugs: unknown[] = [];
  let who: Principal;
  const yoga = createYoga<{ req: IncomingMessage; res: ServerResponse }, Context>({
    schema,
    maskedErrors: false,
    logging: false,
    multipart: false,
    maxRequestBodySize: 10_000,
    context: () => makeContext(db, who, { storage }),
    plugins: [
      useErrors({ requestIdOf: () => 'test', onBug: (error) => bugs.push(error) }),
      useUploads({ isGraph: (path) => path === '/graphql', bodyBytesMax: 10_000, uploadBytesMax: LIMIT }),
    ],
  });
  const server = createServer((req, res) => {
    drainAfterAnswer(req, res, 10 * LIMIT);
    void yoga.handle(req, res, { req, res });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true, force: true });
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const desk = { db, port, bugs, ticketId: 0 };

  const storedKeys = async () => {
    const keys: string[] = [];
    for await (const { storageKey } of storage.list()) keys.push(storageKey);
    return keys.sort();
  };
  const unfinished = () => readdir(join(folder, 'unfinished')).catch(() => []);
  beforeEach(async () => {
    await truncate();
    for (const key of await storedKeys()) await storage.remove(key);
    const { id, username } = await makeUser(db);
    who = makePrincipal({ id, username });
    desk.ticketId = (await makeTicket(db, { submitterId: id })).id;
    bugs.length = 0;
  });
  return Object.assign(desk, {
    unfinished,
    /** The head of a request with so many files. */
    operation(files: number, query = ATTACH): Part[] {
      const variables = { ticketId: String(desk.ticketId), files: Array.from({ length: files }, () => null) };
      const map = Object.fromEntries(variables.files.map((_file, index) => [index, [`variables.files.${index}`]]));
      return [field('operations', JSON.stringify({ query, variables })), field('map', JSON.stringify(map))];
    },
    async post(body: Buffer, headers: Record<string, string> = {}) {
      const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': MULTIPART, accept: 'application/json', ...headers },
        body: new Uint8Array(body),
      });
      // biome-ignore lint/suspicious/noExplicitAny: The query tells the shape.
      return { status: response.status, body: (await response.json()) as any };
    },
    async expectNothingLeft() {
      const rows = await db.attachment.findMany();
      await expect.poll(storedKeys).toEqual(rows.map(({ storageKey }) => storageKey).sort());
      await expect.poll(unfinished).toEqual([]);
      expect(bugs).toEqual([]);
    },
  });
}

/** The part for a file of `operation`. */
export function text(index: number, content: string | Uint8Array): Part {
  return file(content, `file-${index}.txt`, String(index));
}
