import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../core/context.js';
import { demand, notFound } from '../core/errors.js';
import { filterClause } from '../core/filter.js';
import { signedIn } from '../core/principal.js';
import { visibleComments } from '../domain/comment/comment-policy.js';
import { type FeedEvent, visibleFeed } from '../domain/ticket/ticket-feed.js';
import { visibleTickets } from '../domain/ticket/ticket-policy.js';
import { getTicket } from '../domain/ticket/ticket-service.js';
import type { Prisma } from '../generated/prisma/client.js';
import { builder } from './builder.js';
import { Comment, CommentList } from './comment.js';
import { readId } from './ids.js';
import { filterSpecs, type RecordKind } from './list.js';
import { findRecord } from './node.js';
import { liveOf } from './subscriptions-live.js';
import { type Delivery, openStream } from './subscriptions-stream.js';
import { Ticket, TicketList } from './ticket.js';
import { TicketEvent, TicketEventList } from './ticket-event.js';

builder.subscriptionType({
  description:
    'What happens, as it happens. Give the id of the last event that you know as `since` to get what you missed, without gap or repeat.',
});

const TicketUpdate = builder.objectRef<FeedEvent>('TicketUpdate').implement({
  description: 'Something happened to a ticket.',
  fields: (t) => ({
    event: t.field({
      type: TicketEvent,
      description: 'What happened. Its id is what `since` wants.',
      resolve: ({ id }, _args, ctx, info) => find(ctx, TicketEventList, id, info),
    }),
    ticket: t.field({
      type: Ticket,
      description: 'The ticket as it is now.',
      resolve: ({ ticketNumber }, _args, ctx, info) => find(ctx, TicketList, ticketNumber, info),
    }),
  }),
});

const NewComment = builder.objectRef<FeedEvent>('NewComment').implement({
  description: 'A comment was added.',
  fields: (t) => ({
    event: t.field({
      type: TicketEvent,
      description: 'What happened. Its id is what `since` wants.',
      resolve: ({ id }, _args, ctx, info) => find(ctx, TicketEventList, id, info),
    }),
    comment: t.field({
      type: Comment,
      description: 'The comment as it is now.',
      resolve: ({ commentId }, _args, ctx, info) => find(ctx, CommentList, commentId ?? 0, info),
    }),
  }),
});

builder.subscriptionFields((t) => {
  const since = t.arg.id({
    description: 'The last event that you know; only later ones come, starting with those missed.',
  });
  return {
    ticketChanged: t.field({
      type: TicketUpdate,
      description: 'Every event of one ticket that you can see.',
      args: { id: t.arg.id({ required: true, description: 'Opaque id or number of the ticket.' }), since },
      subscribe: (_root, args, ctx) => followTicket(ctx, readId('Ticket', args.id), args.since),
      resolve: toEvent,
    }),
    ticketsChanged: t.field({
      type: TicketUpdate,
      description: 'Every event of the tickets that you can see and that match the filter after the change.',
      args: { filter: t.arg({ type: TicketList.filterInput, description: 'Only tickets that match.' }), since },
      subscribe: (_root, args, ctx) => followTickets(ctx, args.filter, args.since),
      resolve: toEvent,
    }),
    commentAdded: t.field({
      type: NewComment,
      description: 'Every new comment on a ticket that you can see.',
      args: { ticketId: t.arg.id({ required: true, description: 'Opaque id or number of the ticket.' }), since },
      subscribe: (_root, args, ctx) => followComments(ctx, readId('Ticket', args.ticketId, 'ticketId'), args.since),
      resolve: toEvent,
    }),
  };
});

type Since = string | number | null | undefined;

async function followTicket(ctx: Context, ticketId: number, since: Since) {
  await getTicket(ctx, ticketId, { select: { id: true } });
  return follow(ctx, since, { ticketId, select: (events) => selectOfTicket(ctx, ticketId, events) });
}

async function followComments(ctx: Context, ticketId: number, since: Since) {
  await getTicket(ctx, ticketId, { select: { id: true } });
  return follow(ctx, since, {
    ticketId,
    wants: ({ kind, commentId }) => kind === 'COMMENT_ADDED' && commentId !== null,
    select: async (events) => selectComments(ctx, await selectOfTicket(ctx, ticketId, events)),
  });
}

function followTickets(ctx: Context, filter: object | null | undefined, since: Since) {
  const who = signedIn(ctx);
  const spec = filterSpecs.get('Ticket') ?? TicketList.filter;
  // Anew for each batch, since filters may be relative to now.
  const clauseOf = (): Prisma.TicketWhereInput =>
    filterClause({ who, now: ctx.now(), specs: filterSpecs, readId }, spec, filter && { ...filter });
  clauseOf();
  return follow(ctx, since, { select: (events) => selectVisible(ctx, events, clauseOf()) });
}

type Following = Pick<Parameters<typeof openStream>[1], 'ticketId' | 'wants' | 'select'>;

function follow(ctx: Context, since: Since, following: Following) {
  const { feed, line, lastEventId } = liveOf(ctx);
  const known = since ?? lastEventId;
  return openStream(ctx, {
    ...following,
    feed,
    line,
    since: known === null ? null : readId('TicketEvent', known, 'since'),
  });
}

async function selectVisible(ctx: Context, events: readonly FeedEvent[], tickets: Prisma.TicketWhereInput) {
  const visible = await liveOf(ctx).checks.find(ctx, visibleFeed(ctx, events, tickets));
  return events.filter(({ id }) => visible.has(id));
}

/** Ends the subscription when the ticket itself is out of sight. */
async function selectOfTicket(ctx: Context, ticketId: number, events: readonly FeedEvent[]) {
  const visible = await selectVisible(ctx, events, {});
  if (visible.length < events.length) await getTicket(ctx, ticketId, { select: { id: true } });
  return visible;
}

/** A public comment may have become an internal note since. */
async function selectComments(ctx: Context, events: readonly FeedEvent[]) {
  const who = signedIn(ctx);
  const ids = events.flatMap(({ commentId }) => commentId ?? []);
  const where = { AND: [{ id: { in: ids } }, visibleComments(who), { ticket: visibleTickets(who) }] };
  const rows = ids.length > 0 ? await ctx.db.comment.findMany({ where, select: { id: true } }) : [];
  const visible = new Set(rows.map(({ id }) => id));
  return events.filter(({ commentId }) => visible.has(commentId ?? 0));
}

function toEvent(delivery: Delivery): FeedEvent {
  if ('failure' in delivery) throw delivery.failure;
  return delivery.event;
}

/** The record, which was visible a moment ago. */
async function find(ctx: Context, kind: RecordKind, id: number, info: GraphQLResolveInfo) {
  const record = await findRecord(ctx, kind, id, info);
  demand(record, notFound(kind.node.name));
  return record;
}
