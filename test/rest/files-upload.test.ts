import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { makeTicket } from '../support/factories.js';
import {
  BROKEN_BODIES,
  field,
  file,
  MULTIPART,
  multipart,
  openMultipart,
  PNG,
  startRequest,
} from '../support/multipart.js';
import { LIMIT, login, startFileServer } from './file-server.js';

const desk = await startFileServer();
const { db, category, customer, call, send, expectNothingLeft, unfinished } = desk;

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
      const response = await send(`/api/comment?id=${desk.ticketId}`, multipart(file('x')));
      expect([response.status, await response.text()]).toEqual([200, String(desk.ticketId)]);
      const [comment] = (await (await call(`/api/comments?id=${desk.ticketId}`)).json()) as { CommentID: number }[];
      expect(await db.attachment.findMany()).toMatchObject([{ commentId: comment?.CommentID }]);
    });

    it('attaches and deletes', async () => {
      const attached = await send(
        '/api/AttachFile',
        multipart(field('id', String(desk.ticketId)), file('x'), file('y', 'b.txt')),
      );
      expect([attached.status, await attached.text()]).toEqual([200, '']);
      const files = (await (await call(`/api/Attachments/${desk.ticketId}`)).json()) as { FileID: number }[];
      expect(files).toHaveLength(2);

      for (const { FileID } of files) expect((await call(`/api/DeleteFile?id=${FileID}`)).status).toBe(200);
      expect(await (await call(`/api/Attachments/${desk.ticketId}`)).json()).toEqual([]);
      await expectNothingLeft();
    });
  });

  it('refuses without a login, and keeps nothing for a ticket the caller does not see', async () => {
    const body = multipart(file(randomBytes(100_000)));
    const anonymous = await fetch(`http://127.0.0.1:${desk.port}/api/AttachFile?id=${desk.ticketId}`, {
      method: 'POST',
      headers: { 'content-type': MULTIPART },
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
      ...BROKEN_BODIES.map(([what, body]): [string, () => Buffer] => [what, () => body]),
    ])('tells of %s with 400', async (_what, body) => {
      const response = await send(`/api/AttachFile?id=${desk.ticketId}`, body());
      expect([response.status, response.headers.get('content-type')]).toEqual([400, 'text/plain; charset=utf-8']);
      expect(await response.text()).toMatch(/^[A-Z].*\.$/);
      await expectNothingLeft();
      expect((await call('/api/Stats')).status).toBe(200);
    });

    it.each(['multipart/form-data; boundary=other', 'multipart/form-data'])(
      'tells of a wrong boundary: %s',
      async (type) => {
        const response = await send(`/api/AttachFile?id=${desk.ticketId}`, multipart(file('x')), {
          'content-type': type,
        });
        expect(response.status).toBe(400);
      },
    );

    it.each([
      ['with its length', { 'content-length': String(20 * LIMIT) }],
      ['without its length', { 'transfer-encoding': 'chunked' }],
    ])('answers 413 to a body that is too large %s, while it is still being sent', async (_how, headers) => {
      const request = startRequest(desk.port, `/api/AttachFile?id=${desk.ticketId}`, {
        authorization: login(),
        ...headers,
      });
      request.write(openMultipart(file('')));
      for (let sent = 0; sent < 3 * LIMIT; sent += 100_000) request.write(Buffer.alloc(100_000));
      const [response] = await once(request, 'response');
      const text = String(Buffer.concat(await response.toArray()));
      expect([response.statusCode, text]).toEqual([413, expect.stringMatching(/bytes at most\.$/)]);
      request.destroy();
      await expectNothingLeft();
    });

    it.each(['application/x-www-form-urlencoded', 'application/json', MULTIPART])(
      'answers 400 to a body of type %s that ends before it is complete',
      async (type) => {
        const head = ['POST /api/ticket HTTP/1.1', 'Host: desk', `Authorization: ${login()}`, `Content-Type: ${type}`];
        const socket = connect(desk.port, '127.0.0.1');
        socket.end([...head, 'Content-Length: 500', '', 'categoryId=1&subject=Half'].join('\r\n'));
        expect(String(Buffer.concat(await socket.toArray()))).toMatch(/^HTTP\/1\.1 400 /);
        expect(await db.ticket.count({ where: { subject: 'Half' } })).toBe(0);
      },
    );

    it('leaves nothing of a client that goes away in the middle', async () => {
      const request = startRequest(desk.port, `/api/AttachFile?id=${desk.ticketId}`, {
        authorization: login(),
        'content-length': String(LIMIT),
      });
      request.write(openMultipart(file('')));
      request.write(randomBytes(300_000));
      await expect.poll(unfinished).toHaveLength(1);
      request.destroy();
      await expectNothingLeft();
    });
  });
});
