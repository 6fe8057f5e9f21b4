import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateApi } from 'swagger-typescript-api';
import { afterAll, expect, it } from 'vitest';
import { openApiDocument } from '../../src/rest/openapi.js';
import { contextOf } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import { makeAdmin, makeCategory } from '../support/factories.js';
import { rest } from '../support/rest.js';

const { db } = await testDatabase();
const folder = mkdtempSync(join(tmpdir(), 'help-desk-client-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the generated client is used for here. */
interface Client {
  readonly api: {
    postTicket(body: object): Promise<{ data: number }>;
    getTicket(query: { id: number }): Promise<{ data: { Subject: string; Priority: number } }>;
    getTickets(query: object): Promise<{ data: { TicketID: number }[] }>;
  };
}

type ClientClass = new (options: { baseUrl: string; customFetch: typeof fetch }) => Client;

const FLAGS =
  '--noEmit --strict --ignoreConfig --skipLibCheck --target es2023 --module esnext --moduleResolution bundler';

it('a client made from the description compiles and talks to the desk', { timeout: 60_000 }, async () => {
  const spec = JSON.parse(JSON.stringify(openApiDocument()));
  const { files } = await generateApi({ spec, output: false, silent: true, fileName: 'client.ts' });
  const path = join(folder, 'client.ts');
  writeFileSync(path, files[0]?.fileContent ?? '');
  const compiler = join('node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [compiler, ...FLAGS.split(' '), '--lib', 'es2023,dom,dom.iterable', path]);

  const { Api } = (await import(path)) as { Api: ClientClass };
  const ctx = await contextOf(db, await makeAdmin(db), { face: 'REST' });
  const customFetch: typeof fetch = async (input, init) => {
    const { status, headers, text } = await rest(ctx, String(input).replace('http://desk.example.com', ''), init);
    return new Response(text, { status, headers });
  };
  const { api } = new Api({ baseUrl: 'http://desk.example.com', customFetch });
  const { id: categoryId } = await makeCategory(db);
  const { data: id } = await api.postTicket({ categoryId, subject: 'Typed', body: 'x', priorityId: 2 });
  expect((await api.getTicket({ id })).data).toMatchObject({ Subject: 'Typed', Priority: 2 });
  expect((await api.getTickets({ statusId: [1, 2] })).data).toMatchObject([{ TicketID: id }]);
});
