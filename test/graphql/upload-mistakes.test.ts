import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { BROKEN_BODIES, field, multipart, openMultipart, type Part, startRequest } from '../support/multipart.js';
import { ATTACH, LIMIT, startUploadServer, text } from './upload-server.js';

const desk = await startUploadServer();
const { port, operation, post, unfinished, expectNothingLeft } = desk;

type Change = (body: Buffer) => readonly [Buffer, Record<string, string>];

describe('a GraphQL request with files that is wrong', () => {
  it('tells at once that a file is too large, while the rest is still on its way', async () => {
    const body = multipart(...operation(2), text(0, Buffer.alloc(LIMIT + 1, 'x')), text(1, Buffer.alloc(LIMIT)));
    const answer = await post(body);
    expect(answer.status).toBe(200);
    expect(answer.body.data.attachFiles).toMatchObject({ attachments: null, errors: [{ code: 'TOO_LARGE' }] });
    await expectNothingLeft();
  });

  it('answers before a client has sent everything', async () => {
    const request = startRequest(port, '/graphql', { 'content-length': String(5 * LIMIT) });
    request.write(openMultipart(...operation(1), text(0, '')));
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
    const { body } = await post(multipart(...parts()));
    expect(body.data.attachFiles).toMatchObject({ attachments: null, errors: [{ code: 'INVALID' }] });
    await expectNothingLeft();
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
    ['more files than allowed', ok, JSON.stringify(Object.fromEntries(Array.from({ length: 21 }, (_, i) => [i, []])))],
    ['operations that are too long', `{"query":"${'x'.repeat(20_000)}"}`, '{}'],
  ];
  it.each(brokenHeads)('tells of %s', async (_what, operations, map) => {
    const parts = [
      ...(operations === null ? [] : [field('operations', operations)]),
      ...(map === null ? [] : [field('map', map)]),
      text(0, randomBytes(100_000)),
    ];
    const { status, body } = await post(multipart(...parts));
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(['INVALID', 'TOO_LARGE']).toContain(body.errors[0].extensions.code);
    expect(body.data).toBeUndefined();
    expect(Object.prototype).not.toHaveProperty('polluted');
    await expectNothingLeft();
  });

  it('passes over 199 files that nothing refers to', async () => {
    const parts = Array.from({ length: 200 }, (_, index) => text(index, 'x'));
    const { body } = await post(multipart(...operation(1), ...parts));
    expect(body.data.attachFiles).toMatchObject({ attachments: [{ fileName: 'file-0.txt' }], errors: [] });
    await expectNothingLeft();
  });

  it.each<[string, Change]>([
    ['a wrong boundary', (body) => [body, { 'content-type': 'multipart/form-data; boundary=other' }]],
    ['no boundary', (body) => [body, { 'content-type': 'multipart/form-data' }]],
    ['a body that ends early', (body) => [body.subarray(0, -100), {}]],
    ['an empty body', () => [Buffer.alloc(0), {}]],
    ...BROKEN_BODIES.map(([what, body]): [string, Change] => [what, () => [body, {}]]),
  ])('tells of %s', async (_what, change) => {
    const [body, headers] = change(multipart(...operation(1), text(0, 'x'.repeat(1000))));
    const answer = await post(body, headers);
    const errors = answer.body.errors ?? answer.body.data.attachFiles.errors;
    expect(errors[0].extensions?.code ?? errors[0].code).toBe('INVALID');
    expect(answer.status).toBeLessThan(500);
    await expectNothingLeft();
  });

  it('leaves nothing of a client that goes away in the middle', async () => {
    const request = startRequest(port, '/graphql', { 'content-length': String(LIMIT) });
    request.write(openMultipart(...operation(1), text(0, '')));
    request.write(randomBytes(300_000));
    await expect.poll(unfinished).toHaveLength(1);
    request.destroy();
    await expectNothingLeft();
  });
});
