import { checkText, INT_MAX } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { demand, invalid } from '../../core/errors.js';
import { isStaff, type Principal, signedIn } from '../../core/principal.js';
import { RecordColumn } from '../../core/record-column.js';
import { Prisma } from '../../generated/prisma/client.js';
import type { TicketListing } from './ticket-listing.js';
import { visibleTicketIdsSql, visibleTicketsSql } from './ticket-policy.js';
import { readSearchTerms, type SearchTerms } from './ticket-search-rules.js';

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
  shape: Shape & { readonly select: Prisma.TicketSelect },
) {
  const { query, listing = {}, take, skip = 0 } = search;
  const terms = readQuery(query);
  const found = matching(signedIn(ctx), terms, {
    count: Math.min(MATCHES_MAX + skip, INT_MAX),
    clauses: ofListing(listing),
  });
  const order = (alias: string) => {
    const t = Prisma.raw(alias);
    return Prisma.sql`ORDER BY (${t}.id = ${terms.number ?? 0}) DESC, ${t}."updatedAt" DESC, ${t}.id DESC`;
  };
  const record = new RecordColumn('Ticket', 'shown', shape.select, 'record');
  const rows = await ctx.db.$queryRaw<{ record: Prisma.TicketGetPayload<Shape> | null }[]>`
    SELECT ${record} FROM (SELECT t.id ${found} ${order('t')} LIMIT ${take} OFFSET ${skip}) page
    JOIN "Ticket" shown ON shown.id = page.id ${order('shown')}`;
  return rows.map((row) => {
    if (!row.record) throw new Error('Found tickets cannot be read in this shape.');
    return row.record;
  });
}

/** Of words that more tickets have, staff find the latest of these. */
const MATCHES_MAX = 1_000;

/** How many tickets `searchTickets` would answer without a limit, `MATCHES_MAX` at most. */
export async function countFoundTickets(ctx: Context, { query, listing = {} }: Omit<TicketSearch, 'take' | 'skip'>) {
  const found = matching(signedIn(ctx), readQuery(query), { count: MATCHES_MAX, clauses: ofListing(listing) });
  const [row] = await ctx.db.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count ${found}`;
  return row?.count ?? 0;
}

/** The ids of the latest visible tickets that match, as a statement. Of common words no more than are asked for are looked at. */
export function latestMatches(who: Principal, terms: SearchTerms, count: number): Prisma.Sql {
  const looked = who.isAdmin ? count : Math.max(count, MATCHES_MAX);
  return Prisma.sql`SELECT t.id ${matching(who, terms, { count: looked, clauses: [] })}
    ORDER BY (t.id = ${terms.number ?? 0}) DESC, t.id DESC LIMIT ${count}`;
}

/** `latestMatches`, each with the weight of the words in it. */
export function weighedMatches(who: Principal, terms: SearchTerms, count: number): Prisma.Sql {
  if (!who.isAdmin) return weighed(latestMatches(who, terms, count), terms);
  // All candidates are visible, and their texts were at hand when they were found.
  const latest = latestOf(true, terms, count, ranking(terms));
  if (terms.number === null) return Prisma.sql`SELECT id, weight FROM ${latest} latest`;
  const numbered = weighed(Prisma.sql`SELECT ${terms.number}::int AS id`, terms);
  const found = Prisma.sql`SELECT id, weight FROM ${latest} latest WHERE id <> ${terms.number} UNION ALL (${numbered})`;
  return Prisma.sql`SELECT * FROM (${found}) found ORDER BY id = ${terms.number} DESC, id DESC LIMIT ${count}`;
}

/** Tickets given by their ids, as far as they exist, each with the weight of the words in it. */
export function weighed(ids: Prisma.Sql, terms: SearchTerms): Prisma.Sql {
  return Prisma.sql`SELECT s."ticketId" AS id, ts_rank_cd(s."publicText", ${ranking(terms)}) AS weight
    FROM (${ids}) ids JOIN "TicketSearch" s ON s."ticketId" = ids.id`;
}

/** Demands a query that says something. */
export function readQuery(query: string): SearchTerms {
  demand(checkText('query', query).trim() !== '', invalid('query', 'query must not be empty.'));
  return readSearchTerms(query);
}

interface Matching {
  /** How many of the latest tickets that match are looked at. */
  readonly count: number;
  readonly clauses: readonly Prisma.Sql[];
}

/** The tickets `t` that match. Joined to few candidates: the planner would walk through all tickets for a word that is rare. */
function matching(who: Principal, terms: SearchTerms, { count, clauses }: Matching): Prisma.Sql {
  const tickets = Prisma.sql`FROM (${candidates(who, terms, count)}) c (id) JOIN "Ticket" t ON t.id = c.id`;
  const visible = Prisma.join([visibleTicketsSql(who), ...clauses], ' AND ');
  // Administrators read all texts, so all candidates are found.
  if (who.isAdmin) return Prisma.sql`${tickets} WHERE ${visible}`;
  const isFound = Prisma.sql`(${textMatches(who, terms)} OR t.id = ${terms.number ?? 0})`;
  return Prisma.sql`${tickets} JOIN "TicketSearch" s ON s."ticketId" = t.id WHERE ${isFound} AND ${visible}`;
}

/** Customers see few tickets, which are all looked at; staff see many, of which the latest matches are. */
function candidates(who: Principal, terms: SearchTerms, count: number): Prisma.Sql {
  if (!isStaff(who)) return Prisma.sql`(${visibleTicketIdsSql(who)}) OFFSET 0`;
  const latest = (forStaff: boolean) =>
    Prisma.sql`SELECT id FROM ${latestOf(forStaff, terms, count, Prisma.sql`NULL`)} latest`;
  const found = [latest(true), Prisma.sql`SELECT ${terms.number ?? 0}::int`];
  // What is excluded may stand in internal texts of other categories alone.
  if (!who.isAdmin && terms.prefixes === '') found.push(latest(false));
  return Prisma.join(found, ' UNION ');
}

/** The ids of the latest tickets whose texts for staff, or for all, match, and their weights for a ranking query. */
function latestOf(forStaff: boolean, terms: SearchTerms, count: number, ranking: Prisma.Sql): Prisma.Sql {
  const words = Prisma.sql`${wholeWords(terms)}, ${beginnings(terms)}`;
  return Prisma.sql`latest_ticket_matches(${forStaff}, ${words}, ${count}::int, ${ranking})`;
}

/** Staff also find what is internal, in tickets of their categories. */
function textMatches({ technicianOf }: Principal, terms: SearchTerms): Prisma.Sql {
  const query = tsquery(terms);
  if (technicianOf.length === 0) return Prisma.sql`s."publicText" @@ ${query}`;
  const isOfStaff = Prisma.sql`t."categoryId" IN (${Prisma.join([...technicianOf])})`;
  return Prisma.sql`(s."staffText" @@ ${query} AND ${isOfStaff} OR s."publicText" @@ ${query} AND NOT ${isOfStaff})`;
}

/** The query in the form that PostgreSQL matches texts with. */
export function tsquery(terms: SearchTerms): Prisma.Sql {
  return Prisma.sql`(${wholeWords(terms)} || ${beginnings(terms)})`;
}

/** What texts are ranked by, worked out once per statement. */
function ranking(terms: SearchTerms): Prisma.Sql {
  return Prisma.sql`(SELECT ranking_query(${wholeWords(terms)}, ${beginnings(terms)}))`;
}

function wholeWords({ web }: SearchTerms): Prisma.Sql {
  return Prisma.sql`websearch_to_tsquery('english', ${web})`;
}

function beginnings({ prefixes }: SearchTerms): Prisma.Sql {
  return Prisma.sql`to_tsquery('english', ${prefixes})`;
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
