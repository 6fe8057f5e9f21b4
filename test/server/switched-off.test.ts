import { getIntrospectionQuery } from 'graphql';
import { describe, expect, it } from 'vitest';
import { ADMIN, startDemoDesk } from '../support/demo-desk.js';

const desk = await startDemoDesk({ GRAPHIQL: 'false', INTROSPECTION: 'false' });
const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

async function refusalsOf(query: string, variables = {}): Promise<[number, { message: string; code: string }[]]> {
  const response = await desk.ask(query, variables, { ...ADMIN, accept: 'application/graphql-response+json' });
  const { errors } = await response.json();
  const shown = errors.map(({ message, extensions }: Shown) => ({ message, code: extensions.code }));
  return [response.status, shown];
}

interface Shown {
  readonly message: string;
  readonly extensions: { readonly code: string };
}

describe('without GraphiQL', () => {
  it('a browser is told that there is no page', async () => {
    const response = await desk.get('/graphql', BROWSER);
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await response.text()).toBe('There is no page here. Send queries to this address by POST.');
  });

  it('queries work as before, in the address of a browser too', async () => {
    const { data } = await (await desk.ask('{ viewer { username } }')).json();
    expect(data).toEqual({ viewer: { username: 'admin' } });
    const response = await desk.get('/graphql?query={viewer{username}}', { ...BROWSER, ...ADMIN });
    expect(await response.json()).toEqual({ data: { viewer: { username: 'admin' } } });
  });

  it.each(['/', '/docs/getting-started', '/docs/errors', '/api/docs', '/docs/graph', '/Ticket/1'])(
    '%s has no link to it',
    async (path) => {
      const text = await (await desk.get(path, ADMIN)).text();
      expect(text).not.toMatch(/href="\/graphql/);
    },
  );
});

describe('without introspection', () => {
  it.each([
    ['the usual question', getIntrospectionQuery()],
    ['one type', '{ __type(name: "Ticket") { name } }'],
    [
      'in a fragment, under another name',
      '{ ...Q } fragment Q on Query { viewer { id } s: __schema { types { name } } }',
    ],
  ])('the schema is not told: %s', async (_title, query) => {
    const [status, errors] = await refusalsOf(query);
    expect(status).toBe(400);
    expect(errors[0]?.code).toBe('INTROSPECTION_DISABLED');
  });

  it('nothing else is kept back: neither `__typename` nor the answers of a document', async () => {
    const query = '{ __typename ticket(id: 1) { __typename number } }';
    const { data } = await (await desk.ask(query)).json();
    expect(data).toEqual({ __typename: 'Query', ticket: { __typename: 'Ticket', number: 1 } });
  });

  it.each([
    ['{ nonsense }', 'Cannot query field "nonsense" on type "Query".', {}],
    ['{ tickets(frist: 1) { totalCount } }', 'Unknown argument "frist" on field "Query.tickets".', {}],
    [
      '{ customFields(usage: TICKETS) { totalCount } }',
      'Value "TICKETS" does not exist in "CustomFieldUsage" enum.',
      {},
    ],
    [
      'query ($filter: TicketFilter) { tickets(filter: $filter) { totalCount } }',
      'Field "subjekt" is not defined by type "TicketFilter".',
      { filter: { subjekt: { eq: 'x' } } },
    ],
  ])('no name is suggested: %s', async (query, message, variables) => {
    const [status, errors] = await refusalsOf(query, variables);
    expect(status).toBe(400);
    expect(errors[0]?.message).toContain(message);
    expect(JSON.stringify(errors)).not.toContain('Did you mean');
  });

  it('the reference of the graph is not there, and nothing leads to it', async () => {
    expect((await desk.get('/docs/graph', ADMIN)).status).toBe(404);
    expect(await (await desk.get('/docs')).text()).not.toContain('/docs/graph"');
  });

  it('REST and its description stay', async () => {
    expect((await desk.get('/api/Stats', ADMIN)).status).toBe(200);
    const { openapi } = await (await desk.get('/api/openapi.json')).json();
    expect(openapi).toMatch(/^3\.1/);
  });
});
