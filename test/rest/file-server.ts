import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeEach, expect } from 'vitest';
import { createApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { storeFile } from '../../src/domain/file/file-service.js';
import { createDiskStorage } from '../../src/infra/storage-disk.js';
import { contextOf, testPasswords } from '../support/context.js';
import { makeAttachment, makeCategory, makeTicket, makeUser } from '../support/factories.js';
import { testLog } from '../support/logs.js';
import { MULTIPART } from '../support/multipart.js';
import { secret } from '../support/secrets.js';

/** Largest file of the desk, and the bytes that a body of a megabyte of fields may have in addition. */
export const LIMIT = 1_000_000;

/** A whole desk on a port, with a customer, a stranger and a new ticket of the customer for each test. Call it at the top of a file. */
export async function startFileServer() {
  const folder = await mkdtemp(join(tmpdir(), 'help-desk-rest-files-'));
  const config = readConfig({
    DATA_DIR: folder,
    DEMO: 'false',
    ADMIN_PASSWORD: secret('desk'),
    LIMIT_PER_MINUTE: '0',
    UPLOAD_MAX_BYTES: String(LIMIT),
  });
  const app = await createApp(config, testLog());
  const server = createServer(app.handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await app.close();
    await rm(folder, { recursive: true, force: true });
  });

  const { db } = app.database;
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const storage = createDiskStorage(join(folder, 'files'));
  const passwordHash = await testPasswords.hash(secret('desk'));
  const category = await makeCategory(db);
  const customer = await makeUser(db, { username: 'customer', passwordHash });
  await makeUser(db, { username: 'stranger', passwordHash });
  const desk = { db, port, storage, category, customer, ticketId: 0 };

  const storedKeys = async () => {
    const keys: string[] = [];
    for await (const { storageKey } of storage.list()) keys.push(storageKey);
    return keys.sort();
  };
  const unfinished = () => readdir(join(folder, 'files', 'unfinished')).catch(() => []);
  beforeEach(async () => {
    await db.attachment.deleteMany();
    for (const key of await storedKeys()) await storage.remove(key);
    desk.ticketId = (await makeTicket(db, { categoryId: category.id, submitterId: customer.id })).id;
  });

  const call = (path: string, init: RequestInit & { as?: string } = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set('authorization', login(init.as));
    return fetch(`http://127.0.0.1:${port}${path}`, { ...init, headers });
  };
  return Object.assign(desk, {
    unfinished,
    call,
    send: (path: string, body: Uint8Array, headers: Record<string, string> = {}) =>
      call(path, { method: 'POST', body: new Uint8Array(body), headers: { 'content-type': MULTIPART, ...headers } }),
    async expectNothingLeft() {
      const rows = await db.attachment.findMany();
      await expect.poll(storedKeys).toEqual(rows.map(({ storageKey }) => storageKey).sort());
      await expect.poll(unfinished).toEqual([]);
    },
    /** A file on the ticket. */
    async makeFile(content: Uint8Array | string, overrides: { fileName?: string; isInternal?: boolean } = {}) {
      const ctx = { ...(await contextOf(db, customer)), storage };
      const bytes = Readable.from([Buffer.from(content as string)]);
      const stored = await storeFile(ctx, { fileName: 'a.txt', contentType: 'text/plain', bytes });
      const { storedAt: _, ...row } = stored;
      return makeAttachment(db, { ticketId: desk.ticketId, uploadedById: customer.id, ...row, ...overrides });
    },
  });
}

export const login = (username = 'customer') =>
  `Basic ${Buffer.from(`${username}:${secret('desk')}`).toString('base64')}`;
