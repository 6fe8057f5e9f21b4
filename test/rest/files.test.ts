import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { type ClientRequest, createServer, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { storeFile } from '../../src/domain/file/file-service.js';
import { createLog } from '../../src/infra/log.js';
import { createDiskStorage } from '../../src/infra/storage-disk.js';
import { sendFile } from '../../src/rest/files.js';
import { contextOf, testPasswords } from '../support/context.js';
import { makeAttachment, makeCategory, makeTicket, makeUser } from '../support/factories.js';

const LIMIT = 1_000_000;
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
const BOUNDARY = 'a-boundary';

const folder = await mkdtemp(join(tmpdir(), 'help-desk-rest-files-'));
const config = readConfig({
  DATA_DIR: folder,
  DEMO: 'false',
  ADMIN_PASSWORD: 'secret',
  LIMIT_PER_MINUTE: '0',
  UPLOAD_MAX_BYTES: String(LIMIT),
  LOG_LEVEL: 'silent',
});
const app = await createApp(config, createLog('silent'));
const { db } = app.database;
const storage = createDiskStorage(join(folder, 'files'));
const server = createServer(app.handle);
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = server.address();
const port = typeof address === 'object' && address ? address.port : 0;
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

const passwordHash = await testPasswords.hash('secret');
const category = await makeCategory(db);
const customer = await makeUser(db, { username: 'customer', passwordHash });
const stranger = await makeUser(db, { username: 'stranger', passwordHash });
let ticketId: number;
beforeEach(async () => {
  await db.attachment.deleteMany();
  for await (const { storageKey } of storage.list()) await storage.remove(storageKey);
  ticketId = (await makeTicket(db, { categoryId: category.id, submitterId: customer.id })).id;
});

const login = (username = 'customer') => `Basic ${Buffer.from(`${username}:secret`).toString('base64')}`;

function call(path: string, init: RequestInit & { as?: string } = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('authorization', login(init.as));
  return fetch(`http://127.0.0.1:${port}${path}`, { ...init, headers });
}

interface Part {
  readonly content: string | Uint8Array;
  readonly head: string;
}

function multipart(...parts: readonly Part[]): Buffer {
  const chunks = parts.flatMap(({ head, content }) => [
    `--${BOUNDARY}\r\ncontent-disposition: ${head}\r\n\r\n`,
    content,
    '\r\n',
  ]);
  return Buffer.concat([...chunks, `--${BOUNDARY}--\r\n`].map((chunk) => Buffer.from(chunk as string)));
}

const field = (name: string, content: string): Part => ({ head: `form-data; name="${name}"`, content });
const file = (content: string | Uint8Array, fileName = 'a.txt', name = 'uploadFile'): Part => {
  return { head: `form-data; name="${name}"; filename="${fileName}"`, content };
};

function send(path: string, body: Uint8Array, headers: Record<string, string> = {}): Promise<Response> {
  const type = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };
  return call(path, { method: 'POST', body: new Uint8Array(body), headers: { ...type, ...headers } });
}

async function expectNothingLeft(): Promise<void> {
  const rows = (await db.attachment.findMany()).map(({ storageKey }) => storageKey);
  const stored = async () => {
    const keys: string[] = [];
    for await (const { storageKey } of storage.list()) keys.push(storageKey);
    return keys;
  };
  await expect.poll(async () => (await stored()).sort()).toEqual(rows.sort());
  await expect.poll(() => readdir(join(folder, 'files', 'unfinished')).catch(() => [])).toEqual([]);
}

/** A file on the ticket. */
async function makeFile(content: Uint8Array | string, overrides: { fileName?: string; isInternal?: boolean } = {}) {
  const ctx = { ...(await contextOf(db, customer)), storage };
  const bytes = Readable.from([Buffer.from(content as string)]);
  const {
    fileName,
    storedAt: _,
    ...stored
  } = await storeFile(ctx, { fileName: 'a.txt', contentType: 'text/plain', bytes });
  return makeAttachment(db, { ticketId, uploadedById: customer.id, ...stored, fileName, ...overrides });
}

describe('sending files', () => {
  describe('works', () => {
    it('files a ticket with files of any part name, before and after its fields', async () => {
      const response = await send(
        '/api/ticket',
        multipart(
          file(PNG, 'shot.png', 'shot.png'),
          field('categoryId', String(category.id)),
          field('subject', 'Broken'),
          field('body', 'See files'),
          file(randomBytes(200_000), 'log.bin', 'file'),
        ),
      );
      const id = Number(await response.text());
      const files = (await (await call(`/api/Attachments?id=${id}`)).json()) as object[];
      expect(files).toMatchObject([
        { FileName: 'shot.png', FileSize: PNG.byteLength, CommentID: 0, IssueID: id, ForTechsOnly: false },
        {
          FileName: 'log.bin',
          FileSize: 200_000,
          UserID: customer.id,
          FileHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      ]);
      await expectNothingLeft();
    });

    it('comments with a file alone', async () => {
      const response = await send(`/api/comment?id=${ticketId}`, multipart(file('x')));
      expect([response.status, await response.text()]).toEqual([200, String(ticketId)]);
      const [comment] = (await (await call(`/api/comments?id=${ticketId}`)).json()) as { CommentID: number }[];
      expect(await db.attachment.findMany()).toMatchObject([{ commentId: comment?.CommentID }]);
    });

    it('attaches and deletes', async () => {
      const attached = await send(
        '/api/AttachFile',
        multipart(field('id', String(ticketId)), file('x'), file('y', 'b.txt')),
      );
      expect([attached.status, await attached.text()]).toEqual([200, '']);
      const files = (await (await call(`/api/Attachments/${ticketId}`)).json()) as { FileID: number }[];
      expect(files).toHaveLength(2);

      for (const { FileID } of files) expect((await call(`/api/DeleteFile?id=${FileID}`)).status).toBe(200);
      expect(await (await call(`/api/Attachments/${ticketId}`)).json()).toEqual([]);
      await expectNothingLeft();
    });
  });

  it('refuses without a login, and keeps nothing for a ticket the caller does not see', async () => {
    const body = multipart(file(randomBytes(100_000)));
    const anonymous = await fetch(`http://127.0.0.1:${port}/api/AttachFile?id=${ticketId}`, {
      method: 'POST',
      headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
      body: new Uint8Array(body),
    });
    expect(anonymous.status).toBe(401);
    const hidden = await send(`/api/AttachFile?id=${(await makeTicket(db)).id}`, body);
    expect(hidden.status).toBe(404);
    await expectNothingLeft();
  });

  describe('mistakes', () => {
    it.each([
      ['no file part', () => multipart(field('x', 'y'))],
      ['an empty file', () => multipart(file(''))],
      ['200 files', () => multipart(...Array.from({ length: 200 }, () => file('x')))],
      ['a body that ends early', () => multipart(file('x'.repeat(5000))).subarray(0, 3000)],
      ['endless headers', () => Buffer.from(`--${BOUNDARY}\r\n${'x-a: b\r\n'.repeat(30_000)}`)],
      ['many broken headers', () => Buffer.from(`--${BOUNDARY}\r\nbroken\r\n\r\n`.repeat(200))],
    ])('tells of %s with 400', async (_what, body) => {
      const response = await send(`/api/AttachFile?id=${ticketId}`, body());
      expect([response.status, response.headers.get('content-type')]).toEqual([400, 'text/plain; charset=utf-8']);
      expect(await response.text()).toMatch(/^[A-Z].*\.$/);
      await expectNothingLeft();
      expect((await call('/api/Stats')).status).toBe(200);
    });

    it.each(['multipart/form-data; boundary=other', 'multipart/form-data'])(
      'tells of a wrong boundary: %s',
      async (type) => {
        const response = await send(`/api/AttachFile?id=${ticketId}`, multipart(file('x')), { 'content-type': type });
        expect(response.status).toBe(400);
      },
    );

    it.each([
      ['with its length', { 'content-length': String(20 * LIMIT) }],
      ['without its length', { 'transfer-encoding': 'chunked' }],
    ])('answers 413 to a body that is too large %s, while it is still being sent', async (_how, headers) => {
      const request = startRequest(headers);
      const head = multipart(file('')).subarray(0, -`\r\n--${BOUNDARY}--\r\n`.length);
      request.write(head);
      for (let sent = 0; sent < 3 * LIMIT; sent += 100_000) request.write(Buffer.alloc(100_000));
      const [response] = await once(request, 'response');
      const text = String(Buffer.concat(await response.toArray()));
      expect([response.statusCode, text]).toEqual([413, expect.stringMatching(/bytes at most\.$/)]);
      request.destroy();
      await expectNothingLeft();
    });

    it('leaves nothing of a client that goes away in the middle', async () => {
      const request = startRequest({ 'content-length': String(LIMIT) });
      request.write(multipart(file('')).subarray(0, -`\r\n--${BOUNDARY}--\r\n`.length));
      request.write(randomBytes(300_000));
      await expect.poll(() => readdir(join(folder, 'files', 'unfinished'))).toHaveLength(1);
      request.destroy();
      await expectNothingLeft();
    });
  });
});

describe('a download', () => {
  describe('works', () => {
    it('is the file, to be saved under its name', async () => {
      const { id, sha256 } = await makeFile('0123456789', { fileName: 'Übersicht "x";%.txt' });
      const response = await call(`/api/attachment?id=${id}`);
      expect([response.status, await response.text()]).toEqual([200, '0123456789']);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'text/plain',
        'content-length': '10',
        'content-disposition': `attachment; filename="_bersicht _x_;_.txt"; filename*=UTF-8''%C3%9Cbersicht%20%22x%22%3B%25.txt`,
        'x-content-type-options': 'nosniff',
        'content-security-policy': "sandbox; default-src 'none'",
        'accept-ranges': 'bytes',
        'cache-control': 'private, no-cache',
        etag: `"${sha256}"`,
      });
    });

    it('by HEAD has the same headers and no body', async () => {
      const { id } = await makeFile('0123456789');
      const [get, head] = [
        await call(`/api/attachment/${id}`),
        await call(`/api/attachment/${id}`, { method: 'HEAD' }),
      ];
      expect(await head.text()).toBe('');
      for (const name of ['content-length', 'content-type', 'content-disposition', 'etag']) {
        expect(head.headers.get(name)).toBe(get.headers.get(name));
      }
    });

    it.each([
      ['bytes=2-5', '2345', 'bytes 2-5/10'],
      ['bytes=7-', '789', 'bytes 7-9/10'],
      ['bytes=-3', '789', 'bytes 7-9/10'],
      ['bytes=-300', '0123456789', 'bytes 0-9/10'],
      ['bytes=8-300', '89', 'bytes 8-9/10'],
    ])('sends the part %s', async (range, text, contentRange) => {
      const { id } = await makeFile('0123456789');
      const response = await call(`/api/attachment?id=${id}`, { headers: { range } });
      expect([response.status, await response.text()]).toEqual([206, text]);
      expect(response.headers.get('content-range')).toBe(contentRange);
      expect(response.headers.get('content-length')).toBe(String(text.length));
    });

    it.each(['bytes=0-1,4-5', 'bytes=5-2', 'bytes=a-b', 'lines=1-2', 'bytes=-', ''])(
      'sends all of it for the range %j',
      async (range) => {
        const { id } = await makeFile('0123456789');
        const response = await call(`/api/attachment?id=${id}`, { headers: { range } });
        expect([response.status, await response.text()]).toEqual([200, '0123456789']);
      },
    );

    it.each(['bytes=10-', 'bytes=99-100', 'bytes=-0'])('has nothing at %s', async (range) => {
      const { id } = await makeFile('0123456789');
      const response = await call(`/api/attachment?id=${id}`, { headers: { range } });
      expect([response.status, response.headers.get('content-range')]).toEqual([416, 'bytes */10']);
    });

    it('is not sent again to a client that has it, nor in part to one that has another', async () => {
      const { id, sha256 } = await makeFile('0123456789');
      const get = (headers: Record<string, string>) => call(`/api/attachment?id=${id}`, { headers });
      for (const known of [`"${sha256}"`, `"x", W/"${sha256}"`, '*']) {
        expect((await get({ 'if-none-match': known })).status).toBe(304);
      }
      expect((await get({ 'if-none-match': '"x"' })).status).toBe(200);
      expect((await get({ range: 'bytes=0-1', 'if-range': `"${sha256}"` })).status).toBe(206);
      expect((await get({ range: 'bytes=0-1', 'if-range': '"x"' })).status).toBe(200);
    });

    it.each(['/File/Get?id=', '/File/Get/', '/helpdesk/File/Get?id=', '/file/get/', '/helpdesk/api/attachment/'])(
      'is found at %s',
      async (path) => {
        const { id } = await makeFile('here');
        expect(await (await call(`${path}${id}`)).text()).toBe('here');
      },
    );

    it('shows pictures in pages, and nothing that could be run', async () => {
      const shown = async (content: Uint8Array | string) => {
        const { id } = await makeFile(content);
        const { headers } = await call(`/File/Get?id=${id}`);
        return [headers.get('content-type'), headers.get('content-disposition')?.split(';')[0]];
      };
      expect(await shown(PNG)).toEqual(['image/png', 'inline']);
      expect(await shown('<?xml version="1.0"?><svg onload="alert(1)"/>')).toEqual(['application/xml', 'attachment']);
      const { id } = await makeFile(PNG);
      expect((await call(`/api/attachment?id=${id}`)).headers.get('content-disposition')).toMatch(/^attachment/);
    });

    it('is the same after a large upload', async () => {
      const bytes = randomBytes(LIMIT - 1000);
      await send(`/api/AttachFile?id=${ticketId}`, multipart(file(bytes)));
      const { id } = await db.attachment.findFirstOrThrow();
      const received = Buffer.from(await (await call(`/api/attachment?id=${id}`)).arrayBuffer());
      expect(received.equals(bytes)).toBe(true);
    });
  });

  it('is refused to those who do not see its ticket, and internal ones to customers', async () => {
    const open = await makeFile('x');
    const internal = await makeFile('x', { isInternal: true });
    const status = async (id: number, as: string) => (await call(`/api/attachment?id=${id}`, { as })).status;
    expect(await status(open.id, 'customer')).toBe(200);
    expect(await status(open.id, stranger.username)).toBe(404);
    expect(await status(internal.id, 'customer')).toBe(404);
    expect(await status(internal.id, 'admin')).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}/File/Get?id=${open.id}`)).status).toBe(401);
  });

  it.each(['', '?id=', '?id=abc', '?id=0', '?id=-1', '?id=999999', '?id=99999999999'])(
    'is no server error: %s',
    async (query) => {
      expect([400, 404]).toContain((await call(`/api/attachment${query}`)).status);
    },
  );

  it('cannot be given headers by a name', async () => {
    const { id } = await makeFile('x', { fileName: 'a\r\nset-cookie: x=1\r\n.txt' });
    const response = await call(`/api/attachment?id=${id}`);
    expect([response.status, response.headers.get('set-cookie')]).toEqual([200, null]);
  });

  describe('from a storage that fails', () => {
    const sendFrom = async (bytes: Readable | null, signal?: AbortSignal) => {
      const { id } = await makeFile('0123456789');
      const ctx = await contextOf(db, customer, { storage: { ...storage, open: async () => bytes } });
      const broken: unknown[] = [];
      const request = new Request('http://desk/api/attachment', { signal: signal ?? null });
      const response = await sendFile(request, ctx, { id, onBreak: (error) => broken.push(error) });
      return { response, broken };
    };

    it('in the middle, says so, for the answer has to be broken off', async () => {
      async function* breaking(): AsyncGenerator<Buffer> {
        yield Buffer.from('0123');
        throw new Error('The disk is gone.');
      }
      const { response, broken } = await sendFrom(Readable.from(breaking()));
      await expect(response.arrayBuffer()).rejects.toThrow();
      expect(broken).toMatchObject([{ message: 'The disk is gone.' }]);
    });

    it('to have the bytes of a row, is a bug and not a missing file', async () => {
      await expect(sendFrom(null)).rejects.toThrow(/^The bytes of file \d+ are missing/);
    });

    it('never, for a client that goes away: that closes the file and is nobody’s mistake', async () => {
      const bytes = Readable.from([Buffer.from('01234'), Buffer.from('56789')]);
      const client = new AbortController();
      const { broken } = await sendFrom(bytes, client.signal);
      client.abort();
      expect(bytes.destroyed).toBe(true);
      expect(broken).toEqual([]);
    });
  });

  it('does not keep the file open for a client that goes away', async () => {
    const { id, storageKey } = await makeFile(randomBytes(LIMIT));
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET /api/attachment?id=${id} HTTP/1.1\r\nhost: x\r\nauthorization: ${login()}\r\n\r\n`);
    await once(socket, 'readable');
    socket.destroy();
    await expect.poll(() => openFiles(storageKey), { timeout: 5000 }).toBe(0);
  });
});

/** How often this process has a stored file open. */
async function openFiles(storageKey: string): Promise<number> {
  const links = (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => ''));
  return (await Promise.all(links)).filter((path) => path.endsWith(storageKey)).length;
}

function startRequest(headers: Record<string, string>): ClientRequest {
  const type = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, authorization: login() };
  const request = httpRequest({
    port,
    path: `/api/AttachFile?id=${ticketId}`,
    method: 'POST',
    headers: { ...type, ...headers },
  });
  request.on('error', () => {});
  return request;
}
