import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secret } from '../support/secrets.js';

const MB = 1_000_000;
const SIZE = 45 * MB;
const SCRIPT = new URL('files-process.ts', import.meta.url);
const BOUNDARY = 'a-boundary';

let folder: string;
let desk: ChildProcess;
let port: number;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'help-desk-memory-'));
  desk = fork(SCRIPT, [folder], { execArgv: ['--import', 'tsx', '--expose-gc'] });
  [{ port }] = (await once(desk, 'message')) as [{ port: number }];
  await upload(rest(), MB);
  await upload(graph(), MB);
}, 120_000);
afterAll(async () => {
  desk.kill('SIGKILL');
  await once(desk, 'exit');
  await rm(folder, { recursive: true, force: true });
});

interface Form {
  readonly path: string;
  readonly head: string;
}

const part = (head: string, content = '') =>
  `--${BOUNDARY}\r\ncontent-disposition: form-data; ${head}\r\n\r\n${content}`;

function rest(): Form {
  const fields = [part('name="categoryId"', '1'), part('name="subject"', 'Large'), part('name="body"', 'x')];
  return { path: '/api/ticket', head: [...fields, part('name="f"; filename="large.bin"')].join('\r\n') };
}

function graph(): Form {
  const query = `mutation ($file: Upload!) {
    createTicket(input: { categoryId: 1, subject: "Large", files: [$file] }) { errors { message } }
  }`;
  const operations = part('name="operations"', JSON.stringify({ query, variables: { file: null } }));
  const map = part('name="map"', JSON.stringify({ 0: ['variables.file'] }));
  return { path: '/graphql', head: [operations, map, part('name="0"; filename="large.bin"')].join('\r\n') };
}

/** Sends a file of so many bytes, never more at once than the socket takes. */
async function upload({ path, head }: Form, size: number): Promise<void> {
  const chunk = Buffer.alloc(64_000, 'x');
  function* body() {
    yield Buffer.from(head);
    for (let left = size; left > 0; left -= chunk.byteLength) yield chunk.subarray(0, left);
    yield Buffer.from(`\r\n--${BOUNDARY}--\r\n`);
  }
  const headers = {
    authorization: `Basic ${Buffer.from(`admin:${secret('desk')}`).toString('base64')}`,
    'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
  };
  const sending = request({ port, path, method: 'POST', headers });
  Readable.from(body()).pipe(sending);
  const [response] = await once(sending, 'response');
  const text = String(Buffer.concat(await response.toArray()));
  expect([response.statusCode, text]).toEqual([200, expect.stringMatching(/^(?:\d+|.*"errors":\[\].*)$/)]);
}

async function ask(message: 'reset' | 'peak'): Promise<number> {
  desk.send(message);
  const [{ peak }] = (await once(desk, 'message')) as [{ peak: number }];
  return peak;
}

async function growthDuring(work: () => Promise<unknown>): Promise<number> {
  const before = await ask('reset');
  await work();
  return (await ask('peak')) - before;
}

describe.each([
  ['REST', rest],
  ['GraphQL', graph],
])('the memory of a desk that takes large files over %s', (_face, form) => {
  it('grows by less than 20 MB for a file of 45 MB', async () => {
    expect(await growthDuring(() => upload(form(), SIZE))).toBeLessThan(20 * MB);
  }, 60_000);

  it('grows by less than 100 MB for ten of them at once', async () => {
    const ten = () => Promise.all(Array.from({ length: 10 }, () => upload(form(), SIZE)));
    expect(await growthDuring(ten)).toBeLessThan(100 * MB);
  }, 120_000);
});
