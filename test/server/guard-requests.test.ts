import { createYoga } from 'graphql-yoga';
import { describe, expect, it } from 'vitest';
import { schema } from '../../src/graphql/schema.js';
import { guardRequests } from '../../src/server/guard-requests.js';
import { useVisit } from '../../src/server/use-visit.js';
import type { ServerContext } from '../../src/server/visit.js';

describe('a request hook that fails', () => {
  it('tells the client nothing but that it did, with the usual headers', async () => {
    const failures: unknown[] = [];
    const broken = {
      onRequest() {
        throw new Error('secret inner detail');
      },
    };
    const yoga = createYoga<ServerContext>({
      schema,
      plugins: [
        useVisit({ faceOf: () => 'REST', addressOf: () => '127.0.0.1', onAnswer: () => undefined }),
        guardRequests(broken, (failure) => {
          failures.push(failure);
          return new Response('Something went wrong on our side.', { status: 500 });
        }),
      ],
    });
    // The plugins here look at nothing of Node's request.
    const response = await yoga.fetch('http://desk/any', {}, {} as ServerContext);
    expect(response.status).toBe(500);
    expect(await response.text()).toBe('Something went wrong on our side.');
    expect(response.headers.get('x-request-id')).not.toBeNull();
    expect(String(failures)).toContain('secret inner detail');
  });
});
