import { everything } from '../core/filter-spec.js';
import {
  type TicketStats as Counts,
  countTicketsBy,
  ticketStats,
  type ValueCount,
} from '../domain/ticket/ticket-stats.js';
import type { Prisma } from '../generated/prisma/client.js';
import { builder } from './builder.js';
import { Category } from './category.js';
import { TicketPriority } from './enums.js';
import { filterOf, once } from './list-fields.js';
import { TicketStatus } from './status.js';
import { TicketList } from './ticket.js';
import { User } from './user.js';
import { visibleOne } from './visible-one.js';

/** What is counted, and the counts that belong together once one of them is asked for. */
interface Stats {
  readonly where: Prisma.TicketWhereInput;
  readonly counts: () => Promise<Counts>;
}

const COUNT = 'How many tickets.';

const TicketStatusCount = builder.objectRef<ValueCount>('TicketStatusCount').implement({
  description: 'How many tickets have a status.',
  fields: (t) => ({
    status: t.field({
      type: TicketStatus,
      description: 'The status.',
      resolve: ({ value }, _args, ctx, info) =>
        shown(visibleOne(ctx, { node: TicketStatus, visible: everything }, value, info)),
    }),
    count: t.exposeInt('count', { description: COUNT }),
  }),
});

const TicketPriorityCount = builder.objectRef<ValueCount>('TicketPriorityCount').implement({
  description: 'How many tickets have a priority.',
  fields: (t) => ({
    priority: t.field({ type: TicketPriority, description: 'The priority.', resolve: ({ value }) => value ?? 0 }),
    count: t.exposeInt('count', { description: COUNT }),
  }),
});

const CategoryCount = builder.objectRef<ValueCount>('CategoryCount').implement({
  description: 'How many tickets are in a category.',
  fields: (t) => ({
    category: t.field({
      type: Category,
      description: 'The category.',
      resolve: ({ value }, _args, ctx, info) =>
        shown(visibleOne(ctx, { node: Category, visible: everything }, value, info)),
    }),
    count: t.exposeInt('count', { description: COUNT }),
  }),
});

const AssigneeCount = builder.objectRef<ValueCount>('AssigneeCount').implement({
  description: 'How many tickets somebody works on.',
  fields: (t) => ({
    assignee: t.field({
      type: User,
      nullable: true,
      description: 'Who works on them; null for those that nobody works on.',
      resolve: ({ value }, _args, ctx, info) => visibleOne(ctx, { node: User, visible: everything }, value, info),
    }),
    count: t.exposeInt('count', { description: COUNT }),
  }),
});

const TicketStats = builder.objectRef<Stats>('TicketStats').implement({
  description: 'Counts over the tickets that you can see. Only what is asked for is counted.',
  fields: (t) => ({
    total: t.int({ description: 'All of them.', resolve: async ({ counts }) => (await counts()).total }),
    open: t.int({ description: 'Not closed.', resolve: async ({ counts }) => (await counts()).open }),
    closed: t.int({ description: 'Closed.', resolve: async ({ counts }) => (await counts()).closed }),
    new: t.int({ description: 'With the status New.', resolve: async ({ counts }) => (await counts()).new }),
    inProgress: t.int({
      description: 'Neither new nor closed.',
      resolve: async ({ counts }) => (await counts()).inProgress,
    }),
    unanswered: t.int({
      description: 'Waiting for an answer of staff.',
      resolve: async ({ counts }) => (await counts()).unanswered,
    }),
    unassigned: t.int({
      description: 'Open, and nobody works on them.',
      resolve: async ({ counts }) => (await counts()).unassigned,
    }),
    byStatus: t.field({
      type: [TicketStatusCount],
      description: 'By status, the most frequent first.',
      resolve: ({ where }, _args, ctx) => countTicketsBy(ctx, 'statusId', where),
    }),
    byPriority: t.field({
      type: [TicketPriorityCount],
      description: 'By priority, the most frequent first.',
      resolve: ({ where }, _args, ctx) => countTicketsBy(ctx, 'priority', where),
    }),
    byCategory: t.field({
      type: [CategoryCount],
      description: 'By category, the most frequent first.',
      resolve: ({ where }, _args, ctx) => countTicketsBy(ctx, 'categoryId', where),
    }),
    byAssignee: t.field({
      type: [AssigneeCount],
      description: 'By who works on them, the most frequent first.',
      resolve: ({ where }, _args, ctx) => countTicketsBy(ctx, 'assigneeId', where),
    }),
  }),
});

builder.queryField('stats', (t) =>
  t.field({
    type: TicketStats,
    description: 'Counts over the tickets that you can see.',
    args: { filter: t.arg({ type: TicketList.filterInput, description: 'Only tickets that match.' }) },
    resolve: (_root, args, ctx) => {
      const where = filterOf(ctx, TicketList, args);
      return { where, counts: once(() => ticketStats(ctx, where)) };
    },
  }),
);

/** What tickets have is shown with their count, as it is with the tickets themselves. */
async function shown<Row>(found: Promise<Row | null>): Promise<Row> {
  const row = await found;
  if (row === null) throw new Error('A ticket has a value that does not exist.');
  return row;
}
