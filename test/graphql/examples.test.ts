import { readdirSync, readFileSync } from 'node:fs';
import { parse, print, separateOperations } from 'graphql';
import { describe, expect, it } from 'vitest';
import { EXAMPLES } from '../../src/server/graphiql-examples.js';
import { questionsFor } from '../../src/server/landing-questions.js';
import * as make from '../support/factories.js';
import { makePrincipal } from '../support/principals.js';
import { testGraph } from './support.js';

const graph = await testGraph();
const { db } = graph;
const admin = makePrincipal({ id: (await make.makeUser(db, { isAdmin: true })).id, isAdmin: true });
const category = await make.makeCategory(db);
const company = await make.makeCompany(db);

/** What examples ask for, as often as told. */
async function fill(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const submitterId = (await make.makeUser(db, { companyId: company.id })).id;
    const ticket = await make.makeTicket(db, { categoryId: category.id, submitterId, subject: 'The printer is dark' });
    const { id: tagId } = await make.makeTag(db);
    await db.ticketTag.create({ data: { ticketId: ticket.id, tagId } });
    for (let said = 0; said < 3; said += 1) await make.makeComment(db, { ticketId: ticket.id, authorId: submitterId });
    await make.makeAttachment(db, { ticketId: ticket.id });
  }
}

interface Asked {
  readonly query: string;
  readonly variables?: object;
}

/** Every operation of the pages but subscriptions, by its name. */
function operations(): Map<string, Asked> {
  const guide = new URL('../../docs/guide/', import.meta.url);
  const texts = readdirSync(guide)
    .filter((name) => name.endsWith('.md'))
    .map((name) => readFileSync(new URL(name, guide), 'utf8'));
  const blocks = texts.flatMap((text) =>
    [...text.matchAll(/```graphql\n(.*?)\n```/gs)].map(([, query = '']) => ({ query })),
  );
  const questions = questionsFor('').map(({ graphql: query, variables }) => ({ query, variables }));
  const asked: Asked[] = [...EXAMPLES, ...questions, ...blocks];
  const named = asked.flatMap(({ query, variables }) =>
    Object.entries(separateOperations(parse(query))).map(([name, document]): [string, Asked] => {
      const text = print(document);
      return [name || (/\{\s*(\w+)/.exec(text)?.[1] ?? text), { query: text, variables }];
    }),
  );
  return new Map(named.filter(([, { query }]) => !query.startsWith('subscription')));
}

/** Files come over HTTP only. */
function withoutFiles(variables: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(variables, (key, value) => (key === 'files' ? undefined : value)));
}

async function budgets(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [name, { query, variables = {} }] of operations()) {
    graph.takeStatements();
    await graph.data(admin, query, withoutFiles(variables));
    counts[name] = graph.takeStatements().length;
  }
  return counts;
}

describe('the examples of the pages and of the guide', { timeout: 90_000 }, () => {
  it('cost a fixed number of statements, however many rows there are', async () => {
    await fill(1);
    // Once to have all rows that the examples themselves make.
    await budgets();
    const few = await budgets();
    await fill(6);
    expect(await budgets()).toEqual(few);
    expect(few).toEqual({
      ListPage: 2,
      OneTicket: 1,
      CreateTicket: 8,
      CommentWithFile: 4,
      Search: 10,
      Stats: 4,
      Mistakes: 1,
      Missing: 1,
      WhoAmI: 1,
      LastMoved: 2,
      PleaseFile: 5,
      PleaseTell: 5,
      AboutPrinters: 10,
      createAccessToken: 2,
      Page: 1,
      Inbox: 1,
      Cost: 1,
    });
  });

  it('limit every list in the statement that reads it', async () => {
    for (const [name, { query, variables = {} }] of operations()) {
      if (!query.startsWith('query')) continue;
      graph.takeStatements();
      await graph.data(admin, query, withoutFiles(variables));
      const limits =
        graph
          .takeStatements()
          .join('\n')
          // `LIMIT 1)` ends what is no list.
          .match(/ LIMIT (?!1\))[$\d]/g) ?? [];
      const lists = query.match(/\b(?:first|last): /g) ?? [];
      expect([name, limits.length >= lists.length]).toEqual([name, true]);
    }
  });
});
