import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Principal } from '../../src/core/principal.js';
import {
  ChangeDocument,
  DashboardDocument,
  FileTicketDocument,
  FindDocument,
  InboxDocument,
  ReplyDocument,
  TicketPageDocument,
} from '../../src/generated/client/graphql.js';
import * as make from '../support/factories.js';
import { makePrincipal } from '../support/principals.js';
import { testGraph } from './support.js';

const graph = await testGraph();
const { db } = graph;

/** Asks as a frontend does: the document tells what to give and what comes back. */
function ask<Data, Variables extends Record<string, unknown>>(
  who: Principal,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  return graph.data(who, print(document), variables);
}

const category = await make.makeCategory(db);
const tech = makePrincipal({ id: (await make.makeTechnician(db, [category])).id, technicianOf: [category.id] });
const customer = makePrincipal({ id: (await make.makeUser(db, { fullName: 'Ann Other' })).id });
const floor = await make.makeCustomField(db, { name: 'Floor', options: ['Ground', 'First'] });

describe('a frontend', () => {
  it('takes a ticket from filing to closing', async () => {
    const option = String(floor.options[1]?.id);
    const input = { categoryId: category.id, subject: 'No light', customFields: [{ field: floor.id, option }] };
    const filed = (await ask(customer, FileTicketDocument, { input })).createTicket;
    expect(filed.errors).toEqual([]);
    const id = filed.ticket?.id ?? '';

    const page = (await ask(tech, TicketPageDocument, { id })).ticket;
    expect(page).toMatchObject({ subject: 'No light', submitter: { fullName: 'Ann Other' } });
    expect(page?.customFields.map((value) => [value.field.name, value.option?.value])).toEqual([['Floor', 'First']]);
    expect(page?.viewerCan.assign).toBe(true);

    const reply = (await ask(tech, ReplyDocument, { input: { ticketId: id, body: 'Try the switch' } })).addComment;
    expect(reply).toMatchObject({
      comment: { bodyText: 'Try the switch' },
      ticket: { status: { kind: 'IN_PROGRESS' } },
    });
    const stale = { id, subject: 'Light', expectedVersion: filed.ticket?.version };
    const change = (await ask(customer, ChangeDocument, { input: stale })).updateTicket;
    expect(change).toMatchObject({ ticket: null, errors: [{ code: 'CONFLICT' }] });
  });

  it('fills its pages', async () => {
    const filter = { status: { kind: { neq: 'CLOSED' } }, createdAt: { gt: '-P7D' } } as const;
    const orderBy = [{ field: 'PRIORITY', direction: 'DESC' }] as const;
    const { tickets } = await ask(tech, InboxDocument, { filter, orderBy: [...orderBy] });
    expect(tickets.nodes.map(({ subject }) => subject)).toEqual(['No light']);
    const { stats, viewer } = await ask(tech, DashboardDocument, {});
    expect([viewer.role, stats.open, stats.byPriority]).toEqual(['TECHNICIAN', 1, [{ priority: 'NORMAL', count: 1 }]]);
    const { search } = await ask(customer, FindDocument, { query: 'lights' });
    expect(search.edges[0]?.snippet).toContain('<mark>light</mark>');
  });

  it('costs the same number of statements, however many rows there are', async () => {
    const budgets = async () => {
      const counts: Record<string, number> = {};
      const count = async (name: string, work: Promise<unknown>) => {
        await work;
        counts[name] = graph.takeStatements().length;
      };
      graph.takeStatements();
      await count('Inbox', ask(tech, InboxDocument, {}));
      await count('Dashboard', ask(tech, DashboardDocument, {}));
      await count('TicketPage', ask(tech, TicketPageDocument, { id: 1 }));
      await count('Find', ask(tech, FindDocument, { query: 'light' }));
      return counts;
    };
    const before = await budgets();
    for (let made = 0; made < 10; made += 1) {
      const ticket = await make.makeTicket(db, { categoryId: category.id, subject: 'More light' });
      for (let said = 0; said < 3; said += 1) await make.makeComment(db, { ticketId: ticket.id });
    }
    expect(await budgets()).toEqual(before);
    expect(before).toEqual({ Inbox: 3, Dashboard: 5, TicketPage: 2, Find: 6 });
  });
});
