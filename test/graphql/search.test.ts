import { beforeEach, describe, expect, it } from 'vitest';
import * as make from '../support/factories.js';
import { makePrincipal } from '../support/principals.js';
import { testGraph } from './support.js';

const graph = await testGraph();
const { db } = graph;
beforeEach(graph.truncate);

const SEARCH = `query ($query: String!, $types: [SearchType!], $filter: SearchFilter, $first: Int, $after: String, $last: Int, $before: String) {
  search(query: $query, types: $types, filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor snippet score node { __typename ... on Node { databaseId } ... on Ticket { subject } ... on Article { subject } ... on Asset { modelName } ... on User { username } } }
  }
}`;

async function makeDesk() {
  const admin = await make.makeAdmin(db, { fullName: 'Ann Printer' });
  const customer = await make.makeUser(db, { fullName: 'Bob' });
  const category = await make.makeCategory(db);
  const ticket = await make.makeTicket(db, {
    submitterId: customer.id,
    categoryId: category.id,
    subject: 'Printers jam',
    body: '<!--html--><p>It eats <b>paper</b> &amp; smokes</p>',
  });
  const chapter = await db.articleCategory.create({ data: { name: 'Howto', nameKey: 'howto' } });
  const rows = [
    { subject: 'Feeding a printer', body: 'Use good paper.', forTechsOnly: false },
    { subject: 'Opening a printer', body: 'With a hammer.', forTechsOnly: true },
  ];
  await db.article.createMany({ data: rows.map((row) => ({ ...row, categoryId: chapter.id })) });
  await make.makeAsset(db, { modelName: 'Printer 3000' });
  return {
    ticket,
    admin: makePrincipal({ id: admin.id, isAdmin: true }),
    customer: makePrincipal({ id: customer.id }),
  };
}

type Edge = { snippet: string; score: number; node: { __typename: string; databaseId: number } };
const typesOf = (edges: Edge[]) => edges.map(({ node }) => `${node.__typename} ${node.databaseId}`).sort();

describe('works', () => {
  it('finds all kinds of records that the caller can see, the best first', async () => {
    const { admin, customer } = await makeDesk();
    const { search } = await graph.data(admin, SEARCH, { query: 'printer' });
    expect(typesOf(search.edges)).toEqual(['Article 1', 'Article 2', 'Asset 1', 'Ticket 1', 'User 1']);
    expect(search.totalCount).toBe(5);
    const scores = search.edges.map(({ score }: Edge) => score);
    expect(scores).toEqual(scores.toSorted((a: number, b: number) => b - a));
    const own = await graph.data(customer, SEARCH, { query: 'printer' });
    expect(typesOf(own.search.edges)).toEqual(['Article 1', 'Ticket 1']);
  });

  it('finds tickets, and all that is asked of them, with one statement', async () => {
    const { admin } = await makeDesk();
    graph.takeStatements();
    const query =
      'query ($query: String!) { search(query: $query, types: [TICKET]) { nodes { ... on Ticket { subject submitter { fullName } } } } }';
    const { search } = await graph.data(admin, query, { query: 'printer' });
    expect(search.nodes).toEqual([{ subject: 'Printers jam', submitter: { fullName: 'Bob' } }]);
    expect(graph.takeStatements()).toHaveLength(1);
  });

  it('shows the passage with what matches marked, and nothing else of mark-up', async () => {
    const { admin, ticket } = await makeDesk();
    const snippetOf = async (query: string) =>
      (await graph.data(admin, SEARCH, { query, types: ['TICKET'] })).search.edges[0]?.snippet;
    expect(await snippetOf('paper')).toBe('Printers jam\nIt eats <mark>paper</mark> &amp; smokes');
    await make.makeComment(db, { ticketId: ticket.id, body: '<!--html-->The <i>drum</i> is at 5 < 6' });
    expect(await snippetOf('drum')).toBe('The <mark>drum</mark> is at 5 &lt; 6');
    const { search } = await graph.data(admin, SEARCH, { query: '3000', types: ['ASSET'] });
    expect(search.edges[0].snippet).toMatch(/^Printer <mark>3000<\/mark> · /);
  });

  it('never shows internal comments to customers', async () => {
    const { customer, ticket } = await makeDesk();
    await make.makeComment(db, { ticketId: ticket.id, body: '<!--html-->secret drum', isInternal: true });
    expect((await graph.data(customer, SEARCH, { query: 'drum' })).search.edges).toEqual([]);
    await make.makeComment(db, { ticketId: ticket.id, body: '<!--html-->drum' });
    const { search } = await graph.data(customer, SEARCH, { query: 'drum' });
    expect(search.edges.map(({ snippet }: Edge) => snippet)).toEqual(['<mark>drum</mark>']);
  });

  it('narrows by kind and filter', async () => {
    const { admin } = await makeDesk();
    const filter = { tickets: { subject: { contains: 'nothing' } }, articles: { forTechsOnly: { eq: true } } };
    const { search } = await graph.data(admin, SEARCH, { query: 'printer', types: ['TICKET', 'ARTICLE'], filter });
    expect(typesOf(search.edges)).toEqual(['Article 2']);
  });

  it('finds a ticket by its number first', async () => {
    const { admin, ticket } = await makeDesk();
    const { search } = await graph.data(admin, SEARCH, { query: `#${ticket.id}` });
    expect(search.edges[0]).toMatchObject({ score: 1, node: { __typename: 'Ticket', databaseId: ticket.id } });
  });

  it('pages forward and backward over the same hits', async () => {
    const { admin } = await makeDesk();
    const all = (await graph.data(admin, SEARCH, { query: 'printer' })).search.edges.map(
      ({ cursor }: { cursor: string }) => cursor,
    );
    const forward: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { search } = await graph.data(admin, SEARCH, { query: 'printer', first: 2, after });
      forward.push(...search.edges.map(({ cursor }: { cursor: string }) => cursor));
      [after, more] = [search.pageInfo.endCursor, search.pageInfo.hasNextPage];
    }
    expect(forward).toEqual(all);
    const { search } = await graph.data(admin, SEARCH, { query: 'printer', last: 2, before: all[4] });
    expect(search.edges.map(({ cursor }: { cursor: string }) => cursor)).toEqual(all.slice(2, 4));
    expect(search.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
  });

  it('also shows the records without edges', async () => {
    const { admin } = await makeDesk();
    const query =
      '{ search(query: "printers", types: [TICKET]) { nodes { ... on Ticket { subject submitter { fullName } } } } }';
    expect((await graph.data(admin, query)).search.nodes).toEqual([
      { subject: 'Printers jam', submitter: { fullName: 'Bob' } },
    ]);
  });
});

describe('mistakes', () => {
  it.each([
    [{ query: ' ' }, 'query must not be empty.'],
    [{ query: 'a\u0000b' }, 'query must not contain a NUL character.'],
    [{ query: 'a', first: 0 }, 'first must be from 1 to 100.'],
    [{ query: 'a', after: 'x' }, 'after is not a cursor of this list and order.'],
  ])('tells about %j', async (variables, message) => {
    const { admin } = await makeDesk();
    const { errors } = await graph.run(admin, SEARCH, variables);
    expect(errors?.map((error) => error.message)).toContain(message);
  });

  it('survives whatever people type', async () => {
    const { admin } = await makeDesk();
    const queries = ['"', '-', '&|!()<->:*', '\\', "'", '%_', '(((', 'x'.repeat(100_000), '😀', 'or or'];
    for (const query of queries) {
      const { errors } = await graph.run(admin, SEARCH, { query });
      expect([query, errors]).toEqual([query, undefined]);
    }
  });
});
