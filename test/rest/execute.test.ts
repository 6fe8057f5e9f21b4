import { buildOperationNodeForField } from '@graphql-tools/utils';
import { type DocumentNode, execute, Kind } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../src/core/context.js';
import { executeDocument } from '../../src/rest/execute.js';
import { legacySchema } from '../../src/rest/schema.js';
import { testGraph } from '../graphql/support.js';
import { makePrincipal } from '../support/principals.js';
import { rest } from '../support/rest.js';

const graph = await testGraph();
const ctx: Context = graph.contextOf(makePrincipal({ id: 1, isAdmin: true }));

beforeAll(async () => {
  const { db } = graph;
  const company = await db.company.create({ data: { name: 'Example', nameKey: 'example' } });
  for (const [username, columns] of Object.entries({ admin: { isAdmin: true }, anna: { companyId: company.id } })) {
    await db.user.create({ data: { username, usernameKey: username, fullName: username, ...columns } });
  }
  await db.category.create({ data: { name: 'Printers', section: { create: { name: 'IT', nameKey: 'it' } } } });
  await db.tag.create({ data: { name: 'a', nameKey: 'a' } });
  const field = await db.customField.create({ data: { name: 'Room', type: 'TEXT' } });
  for (let index = 0; index < 3; index += 1) {
    const relations = {
      tags: { create: { tagId: 1 } },
      comments: { create: { authorId: 2, body: 'Hi', recipients: { create: { userId: 1 } } } },
      fieldValues: { create: { fieldId: field.id, text: '12' } },
    };
    const columns = {
      subject: `Ticket ${index}`,
      body: 'Body',
      categoryId: 1,
      submitterId: 2,
      parentId: index || null,
    };
    await db.ticket.create({ data: { ...columns, ...relations } });
  }
});

function documentOf(field: string): DocumentNode {
  const operation = buildOperationNodeForField({ schema: legacySchema, kind: 'query', field } as never);
  return { kind: Kind.DOCUMENT, definitions: [operation] };
}

describe('an execution', () => {
  it.each([
    ['Tickets', { includeCustomFields: true }],
    ['ticket', { id: 2 }],
    ['comments', { id: 1 }],
    ['Users', {}],
    ['categories', {}],
    ['Stats', {}],
    ['TicketCustomFields', { id: 1, returnUnset: true }],
    ['Articles', {}],
  ])('of %s answers what graphql-js answers', async (field, variableValues) => {
    const args = { schema: legacySchema, document: documentOf(field), contextValue: ctx, variableValues };
    const expected = await execute(args);
    expect(expected.errors).toBeUndefined();
    // To the letter: old clients may not even read JSON as JSON.
    expect((await executeDocument(args)).text).toBe(JSON.stringify(expected.data?.[field]));
  });

  it.each([
    ['/api/Tickets?count=300', 1],
    ['/api/Tickets?count=2', 1],
    ['/api/Tickets?count=2&offset=2', 1],
    ['/api/Search?query=ticket&count=2', 2],
    ['/api/ticket/1', 1],
    ['/api/Users', 1],
    ['/api/categories', 1],
    ['/api/comments/1', 2],
  ])('of %s is %i statements', async (path, count) => {
    graph.takeStatements();
    expect((await rest(ctx, path)).status).toBe(200);
    expect(graph.takeStatements()).toHaveLength(count);
  });
});
