import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import {
  type ClientRequest,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createYoga } from 'graphql-yoga';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '../../src/core/context.js';
import type { Principal } from '../../src/core/principal.js';
import { schema } from '../../src/graphql/schema.js';
import { useErrors } from '../../src/graphql/use-errors.js';
import { useUploads } from '../../src/graphql/use-uploads.js';
import { createDiskStorage } from '../../src/infra/storage-disk.js';
import { drainAfterAnswer } from '../../src/server/drain-request.js';
import { makeContext } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import { makeCategory, makeTicket, makeUser } from '../support/factories.js';
import { makePrincipal } from '../support/principals.js';

const LIMIT = 1_000_000;
const ATTACH = `mutation ($ticketId: ID!, $files: [Upload!]!) {
  attachFiles(input: { ticketId: $ticketId, files: $files }) {
    attachments { fileName size contentType } ticket { attachments { totalCount } } errors { code message field }
  }
}`;

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
  context: (): Context => makeContext(db, who, { storage }),
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
const address = server.address();
const port = typeof address === 'object' && address ? address.port : 0;
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

let ticketId: number;
beforeEach(async () => {
  await truncate();
  for (const key of await storedKeys()) await storage.remove(key);
  const { id, username } = await makeUser(db);
  who = makePrincipal({ id, username });
  ticketId = (await makeTicket(db, { submitterId: id })).id;
  bugs.length = 0;
});

interface Part {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** Parameters of Content-Disposition behind the name. */
  readonly file?: string;
  readonly type?: string;
}

const BOUNDARY = 'a-boundary';

function multipart(parts: readonly Part[]): Buffer {
  const chunks = parts.flatMap(({ name, content, file, type }) => [
    `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"${file ? `; ${file}` : ''}\r\n`,
    type ? `content-type: ${type}\r\n\r\n` : '\r\n',
    content,
    '\r\n',
  ]);
  return Buffer.concat([...chunks, `--${BOUNDARY}--\r\n`].map((chunk) => Buffer.from(chunk as string)));
}

function operation(files: number, query = ATTACH): Part[] {
  const variables = { ticketId: String(ticketId), files: Array.from({ length: files }, () => null) };
  const map = Object.fromEntries(variables.files.map((_file, index) => [index, [`variables.files.${index}`]]));
  return [
    { name: 'operations', content: JSON.stringify({ query, variables }) },
    { name: 'map', content: JSON.stringify(map) },
  ];
}

const text = (index: number, content: string | Uint8Array, fileName = `file-${index}.txt`): Part => {
  return { name: String(index), content, file: `filename="${fileName}"`, type: 'text/plain' };
};

async function post(body: Buffer, headers: Record<string, string> = {}) {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, accept: 'application/json', ...headers },
    body: new Uint8Array(body),
  });
  // biome-ignore lint/suspicious/noExplicitAny: The query tells the shape.
  return { status: response.status, body: (await response.json()) as any };
}

async function storedKeys(): Promise<string[]> {
  const keys: string[] = [];
  for await (const { storageKey } of storage.list()) keys.push(storageKey);
  return keys;
}

async function expectNothingLeft(): Promise<void> {
  const rows = await db.attachment.findMany();
  expect((await storedKeys()).sort()).toEqual(rows.map(({ storageKey }) => storageKey).sort());
  await expect.poll(() => storage.removeUnfinished(new Date(Date.now() + 60_000))).toBe(0);
}

describe('files in a GraphQL request', () => {
  describe('works', () => {
    it('attaches several, whichever comes first', async () => {
      const [operations, map] = operation(2);
      const parts = [operations, map, text(1, 'second'), text(0, randomBytes(300_000))];
      const { body } = await post(multipart(parts.filter((part) => part !== undefined)));
      expect(body.data.attachFiles.errors).toEqual([]);
      expect(body.data.attachFiles.attachments).toMatchObject([
        { fileName: 'file-0.txt', size: 300_000 },
        { fileName: 'file-1.txt', size: 6, contentType: 'text/plain' },
      ]);
      expect(body.data.attachFiles.ticket.attachments.totalCount).toBe(2);
      await expectNothingLeft();
    });

    it('takes a file of exactly the limit', async () => {
      const { body } = await post(multipart([...operation(1), text(0, Buffer.alloc(LIMIT, 'x'))]));
      expect(body.data.attachFiles.attachments).toMatchObject([{ size: LIMIT }]);
    });

    it('files a ticket and a comment with them', async () => {
      const category = await makeCategory(db);
      const query = `mutation ($files: [Upload!]!) {
        createTicket(input: { categoryId: ${category.id}, subject: "Broken", files: $files }) {
          ticket { attachments { nodes { fileName comment { id } } } } errors { message }
        }
        addComment(input: { ticketId: ${ticketId}, files: $files }) {
          comment { body attachments { nodes { fileName } } } errors { message }
        }
      }`;
      const { body } = await post(multipart([...operation(1, query), text(0, 'log')]));
      expect(body.data).toEqual({
        createTicket: { ticket: { attachments: { nodes: [{ fileName: 'file-0.txt', comment: null }] } }, errors: [] },
        addComment: {
          comment: { body: '<!--html-->', attachments: { nodes: [{ fileName: 'file-0.txt' }] } },
          errors: [],
        },
      });
    });

    it('reads them for mutations that ask for them in another order than they come', async () => {
      const query = `mutation ($files: [Upload!]!, $second: Upload!) {
        later: attachFiles(input: { ticketId: ${ticketId}, files: [$second] }) { attachments { fileName } }
        first: attachFiles(input: { ticketId: ${ticketId}, files: $files }) { attachments { fileName } }
      }`;
      const variables = { files: [null], second: null };
      const parts = [
        { name: 'operations', content: JSON.stringify({ query, variables }) },
        { name: 'map', content: JSON.stringify({ 0: ['variables.files.0'], 1: ['variables.second'] }) },
        text(0, randomBytes(200_000)),
        text(1, 'late'),
      ];
      const { body } = await post(multipart(parts));
      expect(body.data.later.attachments).toEqual([{ fileName: 'file-1.txt' }]);
      expect(body.data.first.attachments).toEqual([{ fileName: 'file-0.txt' }]);
    });

    it('makes names safe, however they are written', async () => {
      const names = [
        `filename="../../evil.txt"`,
        `filename="x.txt"; filename*=UTF-8''na%C3%AFve%20%E2%82%AC.txt`,
        `filename="Übersicht.txt"`,
        `filename="${'n'.repeat(300)}.txt"`,
      ];
      const parts = names.map((file, index) => ({ name: String(index), content: 'x', file, type: 'text/plain' }));
      const { body } = await post(multipart([...operation(4), ...parts]));
      expect(body.data.attachFiles.attachments).toMatchObject([
        { fileName: 'evil.txt' },
        { fileName: 'naïve €.txt' },
        { fileName: 'Übersicht.txt' },
        { fileName: `${'n'.repeat(251)}.txt` },
      ]);
    });

    it('deletes one', async () => {
      const { body } = await post(multipart([...operation(1), text(0, 'x')]));
      expect(body.data.attachFiles.errors).toEqual([]);
      const { id } = await db.attachment.findFirstOrThrow();
      const query = `mutation { deleteAttachment(input: { id: ${id} }) {
        ticket { attachments { totalCount } } errors { code } } }`;
      const deleted = await post(multipart([...operation(0, query)]));
      expect(deleted.body.data.deleteAttachment).toEqual({ ticket: { attachments: { totalCount: 0 } }, errors: [] });
    });
  });

  describe('refuses', () => {
    it('to keep files for a ticket that the caller does not see', async () => {
      ticketId = (await makeTicket(db)).id;
      const { body } = await post(multipart([...operation(1), text(0, randomBytes(200_000))]));
      expect(body.data.attachFiles).toMatchObject({ attachments: null, errors: [{ code: 'NOT_FOUND' }] });
      await expectNothingLeft();
    });

    it('to read files of a document that is not valid', async () => {
      const parts = [...operation(1, 'mutation { nothing }'), text(0, randomBytes(500_000))];
      const { body } = await post(multipart(parts));
      expect(body.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
      await expectNothingLeft();
    });
  });

  describe('mistakes', () => {
    it('tells at once that a file is too large, while the rest is still on its way', async () => {
      const body = multipart([...operation(2), text(0, Buffer.alloc(LIMIT + 1, 'x')), text(1, Buffer.alloc(LIMIT))]);
      const answer = await post(body);
      expect(answer.status).toBe(200);
      expect(answer.body.data.attachFiles).toMatchObject({ attachments: null, errors: [{ code: 'TOO_LARGE' }] });
      await expectNothingLeft();
      expect(bugs).toEqual([]);
    });

    it('answers before a client has sent everything', async () => {
      const head = multipart([...operation(1), text(0, '')]).subarray(0, -`\r\n--${BOUNDARY}--\r\n`.length);
      const request = startRequest(head.byteLength + 5 * LIMIT);
      request.write(head);
      request.write(Buffer.alloc(LIMIT + 100_000));
      const [response] = await once(request, 'response');
      const chunks = await response.toArray();
      expect(String(Buffer.concat(chunks))).toContain('TOO_LARGE');
      request.destroy();
      await expectNothingLeft();
    });

    it.each([
      ['an empty file', (): Part[] => [...operation(1), text(0, '')]],
      ['a missing file', (): Part[] => operation(1)],
      ['no file', (): Part[] => operation(0)],
    ])('tells of %s', async (_what, parts) => {
      const { body } = await post(multipart(parts()));
      expect(body.data.attachFiles).toMatchObject({ attachments: null, errors: [{ code: 'INVALID' }] });
      await expectNothingLeft();
      expect(bugs).toEqual([]);
    });

    const ok = JSON.stringify({ query: ATTACH, variables: { files: [null] } });
    const brokenHeads: [string, string | null, string | null][] = [
      ['no operations', null, null],
      ['no map', ok, null],
      ['operations null', 'null', '{}'],
      ['operations as a list', `[${ok}]`, '{"0":["0.variables.files.0"]}'],
      ['operations as a text', '"query"', '{}'],
      ['operations that are no JSON', '{', '{}'],
      ['a map of null', ok, 'null'],
      ['a map of a number', ok, '1'],
      ['a map of a list', ok, '[]'],
      ['a map with null', ok, '{"0":null}'],
      ['a map with a number', ok, '{"0":[1]}'],
      ['a map with an unknown path', ok, '{"0":["variables.nothing.there"]}'],
      ['a path to the query', ok, '{"0":["query"]}'],
      ['a path to the variables as a whole', ok, '{"0":["variables"]}'],
      ['a path to the prototype', ok, '{"0":["variables.__proto__.polluted"]}'],
      ['a path to the constructor', ok, '{"0":["variables.constructor.prototype.polluted"]}'],
      [
        'more files than allowed',
        ok,
        JSON.stringify(Object.fromEntries(Array.from({ length: 21 }, (_, i) => [i, []]))),
      ],
      ['operations that are too long', `{"query":"${'x'.repeat(20_000)}"}`, '{}'],
    ];
    it.each(brokenHeads)('tells of %s', async (_what, operations, map) => {
      const parts = [
        ...(operations === null ? [] : [{ name: 'operations', content: operations }]),
        ...(map === null ? [] : [{ name: 'map', content: map }]),
        text(0, randomBytes(100_000)),
      ];
      const { status, body } = await post(multipart(parts));
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(['INVALID', 'TOO_LARGE']).toContain(body.errors[0].extensions.code);
      expect(body.data).toBeUndefined();
      expect(Object.prototype).not.toHaveProperty('polluted');
      expect(bugs).toEqual([]);
      await expectNothingLeft();
    });

    it('passes over 199 files that nothing refers to', async () => {
      const parts = Array.from({ length: 200 }, (_, index) => text(index, 'x'));
      const { body } = await post(multipart([...operation(1), ...parts]));
      expect(body.data.attachFiles).toMatchObject({ attachments: [{ fileName: 'file-0.txt' }], errors: [] });
      await expectNothingLeft();
      expect(bugs).toEqual([]);
    });

    it.each([
      [
        'a wrong boundary',
        (body: Buffer) => [body, { 'content-type': 'multipart/form-data; boundary=other' }] as const,
      ],
      ['no boundary', (body: Buffer) => [body, { 'content-type': 'multipart/form-data' }] as const],
      ['a body that ends early', (body: Buffer) => [body.subarray(0, -100), {}] as const],
      ['an empty body', () => [Buffer.alloc(0), {}] as const],
      ['endless headers', () => [Buffer.from(`--${BOUNDARY}\r\n${'x-a: b\r\n'.repeat(30_000)}`), {}] as const],
      ['many broken headers', () => [Buffer.from(`--${BOUNDARY}\r\nbroken\r\n\r\n`.repeat(200)), {}] as const],
    ])('tells of %s', async (_what, change) => {
      const [body, headers] = change(multipart([...operation(1), text(0, 'x'.repeat(1000))]));
      const answer = await post(body, headers);
      const errors = answer.body.errors ?? answer.body.data.attachFiles.errors;
      expect(errors[0].extensions?.code ?? errors[0].code).toBe('INVALID');
      expect(answer.status).toBeLessThan(500);
      expect(bugs).toEqual([]);
      await expectNothingLeft();
    });

    it('leaves nothing of a client that goes away in the middle', async () => {
      const head = multipart([...operation(1), text(0, '')]).subarray(0, -`\r\n--${BOUNDARY}--\r\n`.length);
      const request = startRequest(head.byteLength + LIMIT);
      request.write(head);
      request.write(randomBytes(300_000));
      await expect.poll(() => storage.removeUnfinished(new Date(0)).then(() => unfinishedBytes())).toBeGreaterThan(0);
      request.destroy();
      await expect.poll(unfinishedBytes).toBe(0);
      await expectNothingLeft();
      expect(bugs).toEqual([]);
    });
  });
});

/** Answers how much of files lies about that are not complete. */
async function unfinishedBytes(): Promise<number> {
  const { readdir, stat } = await import('node:fs/promises');
  let bytes = 0;
  for (const name of await readdir(join(folder, 'unfinished'))) {
    bytes += await stat(join(folder, 'unfinished', name)).then(
      ({ size }) => size,
      () => 0,
    );
  }
  return bytes;
}

function startRequest(length: number): ClientRequest {
  const headers = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, 'content-length': String(length) };
  const request = httpRequest({ port, path: '/graphql', method: 'POST', headers });
  request.on('error', () => {});
  return request;
}
