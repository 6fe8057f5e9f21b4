import { getNamedType, isObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { encodeId } from '../../src/graphql/ids.js';
import { recordKinds } from '../../src/graphql/list.js';
import { modelOf } from '../../src/graphql/model.js';
import { schema } from '../../src/graphql/schema.js';
import { makeLeakDesk, ROLES, type Role } from './leak-desk.js';
import { everythingAbout, isConnection, nodeOf } from './selection.js';
import { testGraph } from './support.js';

const graph = await testGraph();
const desk = await makeLeakDesk(graph.db);

const queries = Object.values(schema.getQueryType()?.getFields() ?? {});
const lists = queries.filter(({ type, name }) => isConnection(getNamedType(type)) && name !== 'search');
const searches = [...new Set([...desk.marks.keys()].map((mark) => mark.replace('MARK-', '')))];

/** Also in passages in which a part of them is marked as found. */
function marksIn(answer: unknown): string[] {
  return [
    ...new Set(
      JSON.stringify(answer)
        .replaceAll(/<\/?mark>/g, '')
        .match(/MARK-[A-Za-z-]*[A-Za-z]/g) ?? [],
    ),
  ].sort();
}

function allowed(role: Role): string[] {
  return [...desk.marks]
    .filter(([, readers]) => readers.includes(role))
    .map(([mark]) => mark)
    .sort();
}

const forbiddenIn = (role: Role, answer: unknown) => marksIn(answer).filter((mark) => !allowed(role).includes(mark));

async function askLists(role: Role): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const { name, type } of lists) {
    const connection = getNamedType(type);
    const records = isObjectType(connection) ? everythingAbout(nodeOf(connection), 1) : '';
    answers.push(await graph.data(desk.people[role], `{ ${name}(first: 100) { totalCount nodes ${records} } }`));
  }
  return answers;
}

/** The ids of all records there are, by type. */
async function allIds(): Promise<[string, string[]][]> {
  const ctx = graph.contextOf(desk.people.admin);
  const entries = [...recordKinds].map(async ([name, kind]): Promise<[string, string[]]> => {
    const rows = await modelOf(ctx, kind).findMany({ select: { id: true } });
    return [name, rows.map(({ id }) => encodeId(name, id))];
  });
  return Promise.all(entries);
}

describe.each(ROLES)('%s', (role) => {
  it('sees all that is theirs and nothing else in every list and all that hangs on it', async () => {
    expect(marksIn(await askLists(role))).toEqual(allowed(role));
  });

  it('sees nothing else behind the id of any record', async () => {
    for (const [name, ids] of await allIds()) {
      const type = schema.getType(name);
      if (!type) throw new Error(`There is no type ${name}.`);
      const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on ${name} ${everythingAbout(type, 1)} } }`;
      const answer = await graph.data(desk.people[role], query, { ids });
      expect([name, forbiddenIn(role, answer)]).toEqual([name, []]);
    }
  });

  it('finds nothing else, by any word', async () => {
    const query = `query ($query: String!) { search(query: $query, first: 100) { edges { snippet node { ... on Node { id } } } } }`;
    for (const word of searches) {
      const answer = await graph.data(desk.people[role], query, { query: word });
      expect([word, forbiddenIn(role, answer)]).toEqual([word, []]);
    }
  });
});

describe('anonymous callers', () => {
  const calls: Readonly<Record<string, string>> = {
    node: 'node(id: "VGlja2V0OjE") { id }',
    nodes: 'nodes(ids: ["VGlja2V0OjE"]) { id }',
    search: 'search(query: "x") { totalCount }',
    stats: 'stats { total }',
    userByEmail: 'userByEmail(email: "x@example.com") { id }',
    userByUsername: 'userByUsername(username: "x") { id }',
    viewer: 'viewer { id }',
  };
  const asked = queries.filter(({ name }) => name !== 'rateLimit');

  it.each(asked.map(({ name, type }) => [name, getNamedType(type)] as const))(
    'get nothing from %s',
    async (name, type) => {
      const call = calls[name] ?? (isConnection(type) ? `${name} { totalCount }` : `${name}(id: 1) { id }`);
      const { data, errors } = await graph.run(null, `{ ${call} }`);
      expect(data?.[name] ?? null).toBeNull();
      expect(errors?.[0]?.originalError).toMatchObject({ code: 'UNAUTHENTICATED' });
    },
  );
});

describe('look-ups of people', () => {
  it('tell customers nothing about others', async () => {
    const query = '{ userByUsername(username: "USERNAME") { id } userByEmail(email: "USERNAME@example.com") { id } }';
    const ask = (role: Role, username: string) =>
      graph.data(desk.people[role], query.replaceAll('USERNAME', username.toUpperCase()));
    const { username } = desk.people.outsider;
    expect(await ask('customer', username)).toEqual({ userByUsername: null, userByEmail: null });
    const id = encodeId('User', desk.people.outsider.id);
    for (const role of ['admin', 'tech', 'outsider'] as const) {
      expect(await ask(role, username)).toEqual({ userByUsername: { id }, userByEmail: { id } });
    }
  });
});
