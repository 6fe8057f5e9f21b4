import type { Context } from '../core/context.js';
import { demand, invalid } from '../core/errors.js';
import { signedIn } from '../core/principal.js';
import { listLinkedTickets } from '../domain/ticket/ticket-links.js';
import { latestFirst, listedTickets, type Span, type TicketListing } from '../domain/ticket/ticket-listing.js';
import { writeTicketPage } from '../domain/ticket/ticket-page.js';
import { searchTickets, type TicketSearch } from '../domain/ticket/ticket-search.js';
import { listTickets } from '../domain/ticket/ticket-service.js';
import { type TicketStats, ticketStats } from '../domain/ticket/ticket-stats.js';
import { listSubTickets } from '../domain/ticket/ticket-tree.js';
import { taking, type ValuesOf } from './arguments.js';
import { builder } from './builder.js';
import { writtenList } from './execute.js';
import { PAGE_SIZES, pageOf } from './page.js';
import { choiceOf } from './params.js';
import { LIST_MODES, listTicketsParams, searchParams, ticketId } from './ticket-params.js';
import { TicketRow, ticketColumns, ticketRow, ticketRowWithFields } from './ticket-row.js';

/** Answer of `Stats` (rest.md § 3.1.7). */
const Stats = builder.objectRef<TicketStats>('Stats').implement({
  description: 'Counts over the tickets that the caller sees.',
  fields: (t) => ({
    TotalTickets: t.exposeInt('total'),
    Closed: t.exposeInt('closed'),
    InProcess: t.exposeInt('inProgress'),
    NewTickets: t.exposeInt('new'),
    Unanswered: t.exposeInt('unanswered'),
    Unassigned: t.exposeInt('unassigned'),
    Unclosed: t.exposeInt('open'),
  }),
});

builder.queryFields((t) => ({
  Tickets: t.field({ type: [TicketRow], ...taking(listTicketsParams, list) }),
  Search: t.field({ type: [TicketRow], ...taking(searchParams, search) }),
  Stats: t.field({ type: Stats, resolve: (_root, _args, ctx) => ticketStats(ctx) }),
  LinkedTickets: t.field({
    type: [TicketRow],
    ...taking(ticketId, ({ id }, ctx) => listLinkedTickets(ctx, id, ticketRow)),
  }),
  SubTickets: t.field({
    type: [TicketRow],
    ...taking(ticketId, ({ id }, ctx) => listSubTickets(ctx, id, ticketRow)),
  }),
}));

async function list(values: ValuesOf<typeof listTicketsParams>, ctx: Context) {
  const page = { where: wantedTickets(values, ctx), orderBy: latestFirst, ...pageOf(values, PAGE_SIZES.Tickets) };
  if (values.includeCustomFields) return listTickets(ctx, page, ticketRowWithFields(ctx));
  const { json, rows, total } = await writeTicketPage(ctx, page, ticketColumns);
  return writtenList({ text: json, rows, total: total ?? undefined });
}

/** What `Tickets` lists, on all pages; visibility apart. */
export function wantedTickets(values: ValuesOf<typeof listTicketsParams>, ctx: Context) {
  return listedTickets(listingOf(values), signedIn(ctx), ctx.now());
}

function listingOf(values: ValuesOf<typeof listTicketsParams>): TicketListing {
  return {
    mode: choiceOf(LIST_MODES, values.mode),
    categoryIds: values.categoryId,
    sectionId: values.sectionId,
    statusIds: values.statusId,
    submitterId: values.fromUserId,
    companyId: values.fromCompanyId,
    assigneeId: values.handledByUserID,
    tagName: values.tagName,
    created: span(values.dateFrom, values.dateTo),
    updated: span(values.updatedFrom, values.updatedTo),
    updatedBy: updaterOf(values.updatedByType),
    dueInDays: values.dueInDays,
    subscribedOnly: values.subscribedOnly,
  };
}

function updaterOf(type: string | undefined): TicketListing['updatedBy'] {
  if (type === undefined) return undefined;
  return type === 'tech' ? 'staff' : 'submitter';
}

function search(values: ValuesOf<typeof searchParams>, ctx: Context) {
  return searchTickets(ctx, { ...soughtTickets(values), ...pageOf(values, PAGE_SIZES.Search) }, ticketRow);
}

/** What `Search` looks for, on all pages. */
export function soughtTickets(values: ValuesOf<typeof searchParams>): Pick<TicketSearch, 'query' | 'listing'> {
  const { query, categoryId, statusId, fromUserId, assignedToUserId, dateFrom, dateTo } = values;
  demand(query.trim() !== '', invalid('query', 'Parameter query is required.'));
  const listing = {
    categoryIds: categoryId,
    statusIds: statusId,
    submitterId: fromUserId,
    assigneeId: assignedToUserId,
    created: span(dateFrom, dateTo),
  };
  return { query, listing };
}

function span(from: Date | undefined, before: Date | undefined): Span | undefined {
  return from === undefined && before === undefined ? undefined : { from, before };
}
