import { checkText } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { demand, invalid } from '../../core/errors.js';
import { type Principal, signedIn } from '../../core/principal.js';
import { Prisma } from '../../generated/prisma/client.js';
import type { TicketListing } from './ticket-listing.js';
import { visibleTicketsSql } from './ticket-policy.js';
import { readSearchTerms, type SearchTerms } from './ticket-search-rules.js';
import { listTickets } from './ticket-service.js';

/** What found tickets may be narrowed by. */
export type SearchListing = Pick<TicketListing, 'categoryIds' | 'statusIds' | 'submitterId' | 'assigneeId' | 'created'>;

export interface TicketSearch {
  readonly query: string;
  readonly listing?: SearchListing;
  readonly take: number;
  readonly skip?: number;
}

/** A found ticket; of two tickets that one fits the query better whose score is higher. */
export interface TicketHit {
  readonly id: number;
  readonly score: number;
}

/**
 * The visible tickets whose subject, message, tags, comments, files or fields match, the last changed first; the ticket
 * whose number the query is comes before all others. Words match in all their forms and as beginnings of words.
 */
export async function searchTickets<Shape extends Prisma.TicketDefaultArgs>(
  ctx: Context,
  search: TicketSearch,
  shape?: Shape,
) {
  const ids = (await findTickets(ctx, search)).map(({ id }) => id);
  const withId = shape?.select ? { ...shape, select: { ...shape.select, id: true } } : shape;
  const found = await listTickets(ctx, { where: { id: { in: ids } } }, withId);
  const byId = new Map(found.map((ticket): [unknown, unknown] => [Reflect.get(ticket, 'id'), ticket]));
  // The rows have the asked-for shape, and the id as well.
  return ids.flatMap((id) => byId.get(id) ?? []) as Prisma.TicketGetPayload<Shape>[];
}

/** The ids of what `searchTickets` answers, in its order, found by one statement. */
export async function findTickets(ctx: Context, { query, listing = {}, take, skip = 0 }: TicketSearch) {
  const who = signedIn(ctx);
  const terms = readQuery(query);
  const order = Prisma.sql`(t.id = ${terms.number ?? 0}) DESC, t."updatedAt" DESC, t.id DESC`;
  // The score is worked out for the page alone: it unpacks whole texts.
  return ctx.db.$queryRaw<TicketHit[]>`
    SELECT t.id, ts_rank_cd(s."publicText", ${tsquery(terms)})::float8 AS score
    FROM (
      SELECT t.id, t."updatedAt" FROM "Ticket" t
      WHERE ${matches(who, terms, listing)} ORDER BY ${order} LIMIT ${take} OFFSET ${skip}
    ) t JOIN "TicketSearch" s ON s."ticketId" = t.id
    ORDER BY ${order}`;
}

/** How many tickets `searchTickets` would answer without a limit. */
export async function countFoundTickets(ctx: Context, { query, listing = {} }: Omit<TicketSearch, 'take' | 'skip'>) {
  const who = signedIn(ctx);
  const terms = readQuery(query);
  const [found] = await ctx.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM "Ticket" t WHERE ${matches(who, terms, listing)}`;
  return found?.count ?? 0;
}

/** Demands a query that says something. */
export function readQuery(query: string): SearchTerms {
  demand(checkText('query', query).trim() !== '', invalid('query', 'query must not be empty.'));
  return readSearchTerms(query);
}

/** Conditions on the ticket `t`. The index on the texts is read first; a union, since OR with the number would read all. */
function matches(who: Principal, terms: SearchTerms, listing: SearchListing): Prisma.Sql {
  const byText = textMatches(who, terms);
  const found = terms.number === null ? byText : Prisma.sql`${byText} UNION ALL SELECT ${terms.number}::int`;
  const clauses = [Prisma.sql`t.id IN (${found})`, visibleTicketsSql(who), ...ofListing(listing)];
  return Prisma.join(clauses, ' AND ');
}

/** The ids of all tickets whose text matches. Staff also find what is internal, in tickets of their categories. */
function textMatches({ isAdmin, technicianOf }: Principal, terms: SearchTerms): Prisma.Sql {
  const query = tsquery(terms);
  const from = Prisma.sql`SELECT f."ticketId" FROM "TicketSearch" f`;
  if (isAdmin) return Prisma.sql`${from} WHERE f."staffText" @@ ${query}`;
  if (technicianOf.length === 0) return Prisma.sql`${from} WHERE f."publicText" @@ ${query}`;
  const isStaff = Prisma.sql`m."categoryId" IN (${Prisma.join([...technicianOf])})`;
  return Prisma.sql`${from} JOIN "Ticket" m ON m.id = f."ticketId"
    WHERE (f."staffText" @@ ${query} AND ${isStaff} OR f."publicText" @@ ${query} AND NOT ${isStaff})`;
}

/** The query in the form that PostgreSQL matches texts with. */
export function tsquery({ web, prefixes }: SearchTerms): Prisma.Sql {
  return Prisma.sql`(websearch_to_tsquery('english', ${web}) || to_tsquery('english', ${prefixes}))`;
}

function ofListing({ categoryIds, statusIds, submitterId, assigneeId, created }: SearchListing): Prisma.Sql[] {
  const clauses: Prisma.Sql[] = [];
  if (categoryIds?.length) clauses.push(Prisma.sql`t."categoryId" IN (${Prisma.join([...categoryIds])})`);
  if (statusIds?.length) clauses.push(Prisma.sql`t."statusId" IN (${Prisma.join([...statusIds])})`);
  if (submitterId !== undefined) clauses.push(Prisma.sql`t."submitterId" = ${submitterId}`);
  if (assigneeId !== undefined) clauses.push(Prisma.sql`t."assigneeId" = ${assigneeId}`);
  if (created?.from) clauses.push(Prisma.sql`t."createdAt" >= ${created.from}`);
  if (created?.before) clauses.push(Prisma.sql`t."createdAt" < ${created.before}`);
  return clauses;
}
