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

/**
 * The visible tickets whose subject, message, tags, comments, files or fields match, the last changed first; the ticket
 * whose number the query is comes before all others. Words match in all their forms and as beginnings of words.
 */
export async function searchTickets<Shape extends Prisma.TicketDefaultArgs>(
  ctx: Context,
  search: TicketSearch,
  shape?: Shape,
) {
  const ids = await findTickets(ctx, search);
  const withId = shape?.select ? { ...shape, select: { ...shape.select, id: true } } : shape;
  const found = await listTickets(ctx, { where: { id: { in: ids } } }, withId);
  const byId = new Map(found.map((ticket): [unknown, unknown] => [Reflect.get(ticket, 'id'), ticket]));
  // The rows have the asked-for shape, and the id as well.
  return ids.flatMap((id) => byId.get(id) ?? []) as Prisma.TicketGetPayload<Shape>[];
}

/** The ids of what `searchTickets` answers, in its order, found by one statement. */
async function findTickets(ctx: Context, { query, listing = {}, take, skip = 0 }: TicketSearch): Promise<number[]> {
  const who = signedIn(ctx);
  const terms = readQuery(query);
  const clauses = ofListing(listing);
  // No key before the time: the statement may then walk its index, and common words are found at once.
  const byText = Prisma.sql`SELECT t.id, t."updatedAt", 0 AS place ${matching(who, terms, clauses)}
    ORDER BY t."updatedAt" DESC, t.id DESC LIMIT ${skip + take}`;
  const found = terms.number === null ? byText : withNumber(who, terms.number, { clauses, byText });
  const rows = await ctx.db.$queryRaw<{ id: number }[]>`
    SELECT id FROM (${found}) f ORDER BY place DESC, "updatedAt" DESC, id DESC LIMIT ${take} OFFSET ${skip}`;
  return rows.map(({ id }) => id);
}

/** How many tickets `searchTickets` would answer without a limit. */
export async function countFoundTickets(ctx: Context, { query, listing = {} }: Omit<TicketSearch, 'take' | 'skip'>) {
  const who = signedIn(ctx);
  const terms = readQuery(query);
  const clauses = ofListing(listing);
  const byText = Prisma.sql`SELECT t.id, t."updatedAt", 0 AS place ${matching(who, terms, clauses)}`;
  const found = terms.number === null ? byText : withNumber(who, terms.number, { clauses, byText });
  const [row] = await ctx.db.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM (${found}) f`;
  return row?.count ?? 0;
}

/** The ids of the latest visible tickets that match, as a statement; PostgreSQL looks for no more than are asked for. */
export function latestMatches(who: Principal, terms: SearchTerms, count: number): Prisma.Sql {
  const byText = Prisma.sql`SELECT t.id ${matching(who, terms, [])} ORDER BY t.id DESC LIMIT ${count}`;
  if (terms.number === null) return byText;
  return Prisma.sql`(${byText}) UNION ALL SELECT t.id FROM "Ticket" t WHERE ${hasNumber(who, terms.number)}`;
}

/** Demands a query that says something. */
export function readQuery(query: string): SearchTerms {
  demand(checkText('query', query).trim() !== '', invalid('query', 'query must not be empty.'));
  return readSearchTerms(query);
}

/** Staff also find what is internal, in tickets of their categories. The ticket that the number is of is found apart. */
function matching(who: Principal, terms: SearchTerms, clauses: readonly Prisma.Sql[]): Prisma.Sql {
  const others = terms.number === null ? [] : [Prisma.sql`t.id <> ${terms.number}`];
  const all = [textMatches(who, terms), visibleTicketsSql(who), ...others, ...clauses];
  return Prisma.sql`FROM "TicketSearch" s JOIN "Ticket" t ON t.id = s."ticketId" WHERE ${Prisma.join(all, ' AND ')}`;
}

function textMatches({ isAdmin, technicianOf }: Principal, terms: SearchTerms): Prisma.Sql {
  const query = tsquery(terms);
  if (isAdmin) return Prisma.sql`s."staffText" @@ ${query}`;
  if (technicianOf.length === 0) return Prisma.sql`s."publicText" @@ ${query}`;
  const isStaff = Prisma.sql`t."categoryId" IN (${Prisma.join([...technicianOf])})`;
  return Prisma.sql`(s."staffText" @@ ${query} AND ${isStaff} OR s."publicText" @@ ${query} AND NOT ${isStaff})`;
}

interface FoundByText {
  readonly clauses: readonly Prisma.Sql[];
  readonly byText: Prisma.Sql;
}

function withNumber(who: Principal, number: number, { clauses, byText }: FoundByText): Prisma.Sql {
  const all = Prisma.join([hasNumber(who, number), ...clauses], ' AND ');
  return Prisma.sql`(${byText}) UNION ALL SELECT t.id, t."updatedAt", 1 FROM "Ticket" t WHERE ${all}`;
}

function hasNumber(who: Principal, number: number): Prisma.Sql {
  return Prisma.sql`t.id = ${number} AND ${visibleTicketsSql(who)}`;
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
