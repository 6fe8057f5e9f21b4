import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSchema, createYoga } from 'graphql-yoga';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { rateLimited, unauthenticated, unavailable } from '../../src/core/errors.js';
import type { CallerRequest } from '../../src/domain/caller/caller-service.js';
import { CHALLENGE, useCaller } from '../../src/server/use-caller.js';
import { useVisit } from '../../src/server/use-visit.js';
import type { ServerContext } from '../../src/server/visit.js';
import { makePrincipal } from '../support/principals.js';

const identify = vi.fn<(request: CallerRequest) => Promise<ReturnType<typeof makePrincipal> | null>>();
const pay = vi.fn(async () => {});
const statuses: Partial<Record<string, number>> = { UNAUTHENTICATED: 401, RATE_LIMITED: 429, UNAVAILABLE: 503 };
const yoga = createYoga<ServerContext>({
  logging: false,
  schema: createSchema<ServerContext>({
    typeDefs: 'type Query { me: String }',
    resolvers: { Query: { me: (_root, _args, { visit }) => visit?.who?.username ?? 'nobody' } },
  }),
  plugins: [
    useVisit({ faceOf: () => 'GRAPHQL', addressOf: () => '2001:db8:1:2:3::4', onAnswer() {} }),
    useCaller({
      identify,
      refuse: (error) => new Response(error.message, { status: statuses[error.code] ?? 500 }),
      isOpen: (path) => path === '/health',
      explain: (error) => (error instanceof RangeError ? unavailable('Away.') : null),
      pay,
    }),
  ],
});
const server = createServer(yoga);

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => server.close());

async function call(path: string, ...authorization: string[]) {
  const { port } = server.address() as AddressInfo;
  const headers = authorization.flatMap((value) => ['Authorization', value]);
  const sent = request({ port, path, headers: ['Host', 'desk', 'User-Agent', 'test', ...headers] });
  sent.end();
  const [answer] = await once(sent, 'response');
  let body = '';
  for await (const chunk of answer) body += chunk;
  return { status: answer.statusCode, headers: answer.headers, body };
}

const me = '/graphql?query=%7Bme%7D';

describe('the caller of a request', () => {
  it('is found from all that the request says', async () => {
    identify.mockReset().mockResolvedValue(makePrincipal({ username: 'jane' }));
    expect((await call(me, 'Bearer a', 'Bearer b')).body).toContain('jane');
    expect(identify).toHaveBeenCalledExactlyOnceWith({
      authorization: ['Bearer a', 'Bearer b'],
      address: '2001:db8:1:2:3::4',
      addressKey: '2001:db8:1:2::/64',
      userAgent: 'test',
    });
  });

  it('is nobody without credentials', async () => {
    identify.mockReset().mockResolvedValue(null);
    expect((await call(me)).body).toContain('nobody');
    expect(identify).toHaveBeenCalledWith(expect.objectContaining({ authorization: [] }));
  });

  it('is told what is wrong, and how to log in', async () => {
    identify.mockReset().mockRejectedValue(unauthenticated('No.'));
    const { status, headers, body } = await call(me, 'Basic ?');
    expect({ status, body }).toEqual({ status: 401, body: 'No.' });
    expect(headers['www-authenticate']).toBe(CHALLENGE);
    expect(headers['x-request-id']).toBeTruthy();
  });

  it('is refused as too many when the address has no call left for its mistakes', async () => {
    identify.mockReset().mockRejectedValue(unauthenticated('No.'));
    pay.mockRejectedValueOnce(rateLimited(7));
    const { status, headers } = await call(me, 'Bearer guess');
    expect(status).toBe(429);
    expect(headers['www-authenticate']).toBeUndefined();
  });

  it('is told when the desk cannot look', async () => {
    identify.mockReset().mockRejectedValue(new RangeError('no database'));
    expect(await call(me, 'Bearer a')).toMatchObject({ status: 503, body: 'Away.' });
  });

  it('is not asked for at open addresses', async () => {
    identify.mockReset().mockRejectedValue(unauthenticated('No.'));
    await call('/health', 'Basic ?');
    expect(identify).not.toHaveBeenCalled();
  });
});
