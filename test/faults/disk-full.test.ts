import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../support/db.js';
import { ADMIN } from '../support/demo-desk.js';
import { startDeskOnSmallDisk } from '../support/small-disk.js';

const { db, url: databaseUrl } = await testDatabase('postgres');
const disk = await startDeskOnSmallDisk('4m', {
  DATABASE_URL: databaseUrl ?? '',
  DEMO: 'false',
  ADMIN_PASSWORD: 'admin',
  LIMIT_PER_MINUTE: '0',
});
const { desk } = disk;
const { desk: embedded, fill, free } = await startDeskOnSmallDisk('120m', { DEMO: 'false', ADMIN_PASSWORD: 'admin' });
const { id: categoryId } = await db.category.create({ data: { name: 'Drill' } });

const BIG = Buffer.alloc(600_000, 7);

function post(action: string, fields: Record<string, string>, file?: Buffer): Promise<Response> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  if (file) body.append('file', new Blob([new Uint8Array(file)]), 'drill.bin');
  return fetch(`${desk.url}/api/${action}`, { method: 'POST', headers: ADMIN, body });
}

function upload(query: string, input: object): Promise<Response> {
  const body = new FormData();
  body.append('operations', JSON.stringify({ query, variables: { input: { ...input, files: [null] } } }));
  body.append('map', JSON.stringify({ 0: ['variables.input.files.0'] }));
  body.append('0', new Blob([BIG]), 'drill.bin');
  return fetch(`${desk.url}/graphql`, { method: 'POST', headers: ADMIN, body });
}

/** All that an upload could leave. */
async function remains() {
  const { ticket, comment, attachment, ticketEvent } = db;
  const counts = [ticket, comment, attachment, ticketEvent].map((table) => (table as typeof ticket).count());
  return { rows: await Promise.all(counts), files: await disk.files() };
}

let ticketId = '';
beforeAll(async () => {
  ticketId = await (
    await post('ticket', { categoryId: String(categoryId), subject: 'Disk', body: 'x', priorityId: '0' })
  ).text();
  expect((await post('AttachFile', { id: ticketId }, BIG)).status).toBe(200);
});

const CREATE =
  'mutation ($input: CreateTicketInput!) { createTicket(input: $input) { ticket { id } errors { code } } }';
const COMMENT = 'mutation ($input: AddCommentInput!) { addComment(input: $input) { comment { id } errors { code } } }';
const ATTACH =
  'mutation ($input: AttachFilesInput!) { attachFiles(input: $input) { attachments { id } errors { code } } }';

describe('while the disk is full', { timeout: 60_000 }, () => {
  beforeAll(() => disk.fill());

  const rest: [string, () => Promise<Response>][] = [
    ['AttachFile', () => post('AttachFile', { id: ticketId }, BIG)],
    ['comment', () => post('comment', { id: ticketId, body: 'With a file' }, BIG)],
    ['ticket', () => post('ticket', { categoryId: String(categoryId), subject: 'F', body: 'x', priorityId: '0' }, BIG)],
  ];

  it.each(rest)('REST refuses a file, and keeps nothing of the call: %s', async (_action, call) => {
    const before = await remains();
    const response = await call();
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '60']);
    expect(await response.text()).toBe('There is no room for files right now. Try again later.');
    expect(await remains()).toEqual(before);
  });

  const graph: [string, string, () => object][] = [
    ['createTicket', CREATE, () => ({ categoryId, subject: 'With a file' })],
    ['addComment', COMMENT, () => ({ ticketId, body: 'With a file' })],
    ['attachFiles', ATTACH, () => ({ ticketId })],
  ];

  it.each(graph)('so does the graph: %s', async (_mutation, query, input) => {
    const before = await remains();
    const response = await upload(query, input());
    const { errors } = await response.json();
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '60']);
    expect(errors[0]).toMatchObject({
      message: 'There is no room for files right now. Try again later.',
      extensions: { code: 'UNAVAILABLE', retryAfter: 60 },
    });
    expect(await remains()).toEqual(before);
  });

  it('all else goes on: words, lists, and the files that are there', async () => {
    expect((await post('comment', { id: ticketId, body: 'Words only' })).status).toBe(200);
    const { id } = await db.attachment.findFirstOrThrow();
    const file = await desk.get(`/api/attachment?id=${id}`, ADMIN);
    expect(Buffer.from(await file.arrayBuffer()).equals(BIG)).toBe(true);
  });

  it('readiness says so, and sends nobody away', async () => {
    const response = await desk.get('/ready');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: 'degraded', checks: { database: 'up', storage: 'down' } });
  });
});

describe('with room again', () => {
  beforeAll(() => disk.free());

  it('files are taken as before, without anybody doing anything', async () => {
    expect((await post('AttachFile', { id: ticketId }, BIG)).status).toBe(200);
    const { data } = await (await upload(COMMENT, { ticketId, body: 'With a file' })).json();
    expect(data.addComment.errors).toEqual([]);
    expect(await disk.files()).toHaveLength(await db.attachment.count());
    expect(await (await desk.get('/ready')).json()).toMatchObject({ status: 'ready', checks: { storage: 'up' } });
  });
});

describe('an embedded database on a full disk', { timeout: 60_000 }, () => {
  it('refuses what needs room, answers what does not, and goes on with room again', async () => {
    const ask = async (query: string, variables = {}) => {
      const response = await embedded.ask(query, variables, ADMIN);
      return { status: response.status, ...(await response.json()) };
    };
    const made = await ask('mutation { createCategory(input: { name: "Drill" }) { category { id } } }');
    const input = {
      categoryId: made.data.createCategory.category.id,
      subject: 'Long',
      body: randomBytes(200_000).toString('hex'),
    };

    await fill();
    const refused = await ask(CREATE, { input });
    expect([refused.status, refused.errors[0].extensions.code]).toEqual([503, 'UNAVAILABLE']);
    const { data } = await ask('{ tickets { totalCount } categories { totalCount } }');
    expect(data).toEqual({ tickets: { totalCount: 0 }, categories: { totalCount: 1 } });

    free();
    expect((await ask(CREATE, { input })).data.createTicket.errors).toEqual([]);
    expect((await ask('{ tickets { totalCount } }')).data.tickets.totalCount).toBe(1);
  });
});
