import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { sendFile } from '../../src/rest/files.js';
import { toResponse } from '../../src/rest/reply.js';
import { contextOf } from '../support/context.js';
import { file, multipart, PNG } from '../support/multipart.js';
import { LIMIT, login, startFileServer } from './file-server.js';

const desk = await startFileServer();
const { db, customer, storage, call, send, makeFile } = desk;

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

    it('tells a part outside as problem details to those who name them', async () => {
      const { id } = await makeFile('0123456789');
      const headers = { range: 'bytes=10-', accept: 'application/problem+json' };
      const response = await call(`/api/attachment?id=${id}`, { headers });
      expect(await response.json()).toMatchObject({ status: 416, code: 'RANGE_NOT_SATISFIABLE' });
    });

    it('has words behind its status, which old clients read', async () => {
      const { id } = await makeFile('0123456789');
      const words = async (path: string, headers = {}) => (await call(path, { headers })).statusText;
      expect(await words(`/api/attachment?id=${id}`, { range: 'bytes=0-1' })).toBe('Partial Content');
      expect(await words('/api/Tickets')).toBe('OK');
      expect(await words('/api/attachment?id=999999')).toBe('Not Found');
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
      await send(`/api/AttachFile?id=${desk.ticketId}`, multipart(file(bytes)));
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
    expect(await status(open.id, 'stranger')).toBe(404);
    expect(await status(internal.id, 'customer')).toBe(404);
    expect(await status(internal.id, 'admin')).toBe(200);
    expect((await fetch(`http://127.0.0.1:${desk.port}/File/Get?id=${open.id}`)).status).toBe(401);
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
      const reply = await sendFile(request, ctx, { id, onBreak: (error) => broken.push(error) });
      return { response: toResponse(reply), broken };
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
    const socket = connect(desk.port, '127.0.0.1');
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
