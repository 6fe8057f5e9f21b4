import { createYoga } from 'graphql-yoga';
import { describe, expect, it } from 'vitest';
import { schema } from '../../src/graphql/schema.js';
import { useDocumentLimits } from '../../src/graphql/use-document-limits.js';
import { useErrors } from '../../src/graphql/use-errors.js';
import { makePrincipal } from '../support/principals.js';

const bugs: unknown[] = [];
const server: { context: object } = { context: { who: null } };
const yoga = createYoga({
  schema,
  maskedErrors: false,
  logging: false,
  context: () => server.context,
  plugins: [useErrors({ requestIdOf: () => 'r1', onBug: (error) => bugs.push(error) }), useDocumentLimits()],
});

async function post(body: unknown) {
  const response = await yoga.fetch('http://desk/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, ...(await response.json()) };
}

const ask = (query: string, variables?: object) => post({ query, variables });

function nested(levels: number): string {
  return levels === 0 ? '{ id }' : `{ parent ${nested(levels - 1)} }`;
}

const repeat = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, at) => make(at)).join(' ');

describe('A document within the limits', () => {
  it.each([
    ['12 levels', `{ ticket(id: 1) ${nested(10)} }`],
    ['8 root fields', `{ ${repeat(8, (at) => `a${at}: ticket(id: ${at}) { id }`)} }`],
    ['30 aliases', `{ ticket(id: 1) { ${repeat(30, (at) => `a${at}: id`)} } }`],
    [
      'a full page',
      '{ tickets(first: 100) { nodes { tags(first: 5) { nodes { id } } comments(last: 3) { nodes { id } } } } }',
    ],
    [
      'deep introspection',
      `{ __schema { types { fields { args { type ${'{ ofType '.repeat(9)} { name } ${'}'.repeat(9)} } } } } }`,
    ],
  ])('runs: %s', async (_name, query) => {
    const { errors } = await ask(query);
    expect(errors?.map(({ extensions }: { extensions: object }) => extensions) ?? []).not.toContainEqual(
      expect.objectContaining({ code: expect.stringMatching(/LIMIT|GRAPHQL/) }),
    );
  });
});

describe('A document past a limit', () => {
  const spreads = repeat(40, (at) => `fragment F${at} on Ticket { parent { ...F${at + 1} ...F${at + 1} } }`);
  const refused: Record<string, [string, string, string, object?]> = {
    '13 levels': [`{ ticket(id: 1) ${nested(11)} }`, 'depth', 'ticket.parent'],
    'fragments that double': [
      `{ ticket(id: 1) { ...F0 } } ${spreads} fragment F40 on Ticket { id }`,
      'depth',
      'ticket.parent.parent',
    ],
    '9 type names': [`{ ${repeat(9, (at) => `a${at}: __typename`)} }`, 'rootFields', 'a8'],
    '9 root fields in a fragment': [
      `query { ...R } fragment R on Query { ${repeat(9, (at) => `a${at}: ticket(id: 1) { id }`)} }`,
      'rootFields',
      'a8',
    ],
    '31 aliases': [`{ ticket(id: 1) { ${repeat(31, (at) => `a${at}: __typename`)} } }`, 'aliases', 'a30'],
    '1,500 fields': [`{ ${'a '.repeat(1_500)} }`, 'tokens', ''],
    '10,000 braces': [`{ ticket(id: 1) ${'{ parent '.repeat(10_000)}`, 'tokens', ''],
    '500 directives': [`{ ticket(id: 1) { id ${'@skip(if: false) '.repeat(500)} } }`, 'tokens', ''],
    'a page of 100 with 11 each': [
      '{ tickets(first: 100) { nodes { comments(last: 11) { nodes { id } } } } }',
      'cost',
      'tickets',
    ],
    'three lists in each other': [
      '{ tickets { nodes { comments { nodes { recipients { nodes { id } } } } } } }',
      'cost',
      'tickets',
    ],
    'many nodes with lists': [
      'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Ticket { comments(first: 11) { nodes { id } } } } }',
      'cost',
      'nodes',
      { ids: Array(100).fill('VGlja2V0OjE') },
    ],
    'a size in a variable': [
      'query ($n: Int, $m: Int = 100) { tickets(first: $n) { nodes { tags(last: $m) { nodes { id } } } } }',
      'cost',
      'tickets',
      { n: 11 },
    ],
  };

  it.each(Object.entries(refused))('is refused: %s', async (_title, [query, name, place, variables]) => {
    // The first of its kind also pays for compiling our own code; a space makes the second a new document.
    await ask(query, variables);
    const started = process.cpuUsage();
    const { status, data, errors } = await ask(`${query} `, variables);
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(50);
    expect(status).toBe(400);
    expect(data).toBeUndefined();
    expect(errors).toHaveLength(1);
    expect(errors[0].extensions).toMatchObject({ code: 'DOCUMENT_LIMIT', limit: { name }, requestId: 'r1' });
    expect(errors[0].path?.join('.') ?? '').toMatch(new RegExp(`^${place}`));
    expect(errors[0].message).toContain(String(errors[0].extensions.limit.max));
  });

  it('refuses fragments that lead back to themselves', async () => {
    const query = '{ ticket(id: 1) { ...A } } fragment A on Ticket { parent { ...A } }';
    await ask(query);
    const started = process.cpuUsage();
    const { status, errors } = await ask(`${query} `);
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(50);
    expect(status).toBe(400);
    expect(errors[0].message).toContain('Cannot spread fragment "A" within itself');
    expect(errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('refuses arrays of operations, however long', async () => {
    for (const length of [1, 2, 10_000]) {
      const body = JSON.stringify(Array(length).fill({ query: '{ __typename }' }));
      const started = process.cpuUsage();
      const { status } = await post(body);
      expect([length, status]).toEqual([length, 400]);
      expect(process.cpuUsage(started).user / 1_000).toBeLessThan(50);
    }
  });

  const filters: Record<string, object> = {
    'nested 2,000 deep': JSON.parse(`${'{"not":'.repeat(2_000)}{}${'}'.repeat(2_000)}`),
    'with 100,000 values': { number: { in: Array(100_000).fill(1) } },
    'with 5,000 conditions': { or: Array(5_000).fill({ number: { eq: 1 } }) },
  };

  it.each(Object.entries(filters))('is refused: a filter %s', async (_title, filter) => {
    const query = 'query ($filter: TicketFilter) { tickets(filter: $filter) { totalCount } }';
    await ask(query, { filter });
    const started = process.cpuUsage();
    const { status, errors } = await ask(`${query} `, { filter });
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(50);
    expect([status, errors[0].extensions.limit]).toEqual([400, { name: 'variables', max: 10_000 }]);
  });
});

describe('Errors', () => {
  it.each([
    [
      '{ nonsense }',
      'GRAPHQL_VALIDATION_FAILED',
      'Cannot query field "nonsense" on type "Query". Did you mean "nodes"?',
    ],
    ['{ viewer {', 'GRAPHQL_PARSE_FAILED', 'Syntax Error: Expected Name, found <EOF>.'],
  ])('%s is told in words, with a code and 400', async (query, code, message) => {
    const { status, errors } = await ask(query);
    expect([status, errors[0].message, errors[0].extensions]).toEqual([400, message, { code, requestId: 'r1' }]);
  });

  it('of variables name the variable and the place in it', async () => {
    const query = 'query ($filter: TicketFilter) { tickets(filter: $filter) { totalCount } }';
    const { status, errors } = await ask(query, { filter: { createdAt: { gt: 'soon' } } });
    expect(status).toBe(400);
    expect(errors[0].message).toContain('"$filter" got invalid value "soon" at "filter.createdAt.gt"');
    expect(errors[0].extensions).toEqual({ code: 'INVALID', requestId: 'r1' });
  });

  it('of broken JSON show nothing of the parser', async () => {
    const { status, errors } = await post('{"query": ');
    expect(status).toBe(400);
    expect(Object.keys(errors[0].extensions).sort()).toEqual(['code', 'requestId']);
  });

  it('of the caller keep code and field; a whole answer of them has their status', async () => {
    const { status, errors } = await ask('{ viewer { id } }');
    expect(status).toBe(401);
    expect(errors[0]).toMatchObject({ path: ['viewer'], extensions: { code: 'UNAUTHENTICATED', requestId: 'r1' } });
  });

  it('that are ours are masked and reported', async () => {
    const error = new Error('The secret of the house');
    const model = { count: () => Promise.reject(error), findMany: () => Promise.resolve([]) };
    server.context = { who: makePrincipal(), now: () => new Date(), db: { ticketStatus: model } };
    const { status, errors } = await ask('{ statuses { totalCount } }');
    expect(status).toBe(500);
    expect(errors).toEqual([
      {
        message: 'Something went wrong on our side.',
        path: ['statuses', 'totalCount'],
        locations: [{ line: 1, column: 14 }],
        extensions: { code: 'INTERNAL', requestId: 'r1' },
      },
    ]);
    expect(bugs).toEqual([error]);
  });
});
