import { type ExecutionResult, graphql } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Principal } from '../../src/core/principal.js';
import { schema } from '../../src/graphql/schema.js';
import { makeLeakDesk, ROLES } from './leak-desk.js';
import { testGraph } from './support.js';

const graph = await testGraph();
const desk = await makeLeakDesk(graph.db);
const [id, otherId] = desk.ticketIds;

/** What each right lets its owner do. */
const USES: Readonly<Record<string, readonly [mutation: string, input: object]>> = {
  edit: ['updateTicket', { id, subject: 'Changed' }],
  comment: ['addComment', { ticketId: id, body: 'Hello' }],
  commentInternally: ['addComment', { ticketId: id, body: 'Psst', isInternal: true }],
  assign: ['updateTicket', { id, assigneeId: desk.people.tech.id }],
  close: ['closeTicket', { id }],
  delete: ['deleteTicket', { id }],
  merge: ['mergeTickets', { keptId: id, mergedId: otherId }],
};

/** Runs a mutation and takes it back. */
async function rehearse(who: Principal, mutation: string, input: object): Promise<ExecutionResult> {
  const typeName = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const source = `mutation ($input: ${typeName}!) { ${mutation}(input: $input) { errors { code } } }`;
  let result: ExecutionResult | undefined;
  const rehearsal = graph.db.$transaction(async (db) => {
    const ctx = { ...graph.contextOf(who), db };
    const contextValue = { ...ctx, inTransaction: (work: (tx: typeof ctx) => unknown) => work(ctx) };
    result = (await graphql({ schema, source, variableValues: { input }, contextValue })) as ExecutionResult;
    throw new Error('Taken back.');
  });
  await expect(rehearsal).rejects.toThrow('Taken back.');
  return result ?? {};
}

async function rightsOf(who: Principal): Promise<Record<string, boolean> | null> {
  const query = `query ($id: ID!) { ticket(id: $id) { viewerCan { ${Object.keys(USES).join(' ')} } } }`;
  return (await graph.data(who, query, { id })).ticket?.viewerCan ?? null;
}

function codesOf(payload: unknown): string[] {
  // What the document above asks for.
  return (payload as { errors: { code: string }[] }).errors.map(({ code }) => code);
}

describe.each(ROLES)('%s', (role) => {
  it('can do exactly what viewerCan says', async () => {
    const who = desk.people[role];
    const rights = await rightsOf(who);
    for (const [right, [mutation, input]] of Object.entries(USES)) {
      const { data, errors } = await rehearse(who, mutation, input);
      expect(errors).toBeUndefined();
      const mistakes = codesOf(data?.[mutation]);
      const expected = rights === null ? ['NOT_FOUND'] : rights[right] ? [] : ['FORBIDDEN'];
      expect([right, mistakes]).toEqual([right, expected]);
    }
  });
});

it('is about a ticket on which rights differ', async () => {
  const rights = await Promise.all(ROLES.map((role) => rightsOf(desk.people[role])));
  expect(new Set(rights.map((one) => JSON.stringify(one))).size).toBe(4);
});
