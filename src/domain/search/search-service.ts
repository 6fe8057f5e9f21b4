import type { Context } from '../../core/context.js';
import { escapePattern } from '../../core/filter-comparators.js';
import type { Clause } from '../../core/keyset.js';
import { isStaff, signedIn } from '../../core/principal.js';
import { RecordColumn } from '../../core/record-column.js';
import { Prisma } from '../../generated/prisma/client.js';
import { visibleArticles } from '../article/article-policy.js';
import { visibleAssets } from '../asset/asset-policy.js';
import { latestMatches, readQuery, tsquery, weighed, weighedMatches } from '../ticket/ticket-search.js';
import { visibleUsers } from '../user/user-policy.js';
import { type SearchHit, type SearchType, scoreOf, wordsOf } from './search-rules.js';
import { type HitWindow, hitsWithin, windowSql } from './search-window.js';

export interface DeskSearch {
  readonly query: string;
  readonly types: readonly SearchType[];
  /** What the hits of a kind must match as well. */
  readonly filters: Readonly<Partial<Record<SearchType, Clause>>>;
  /** What is to be read of found tickets together with them. */
  readonly ticketSelect?: Prisma.TicketSelect;
}

/** More hits of a kind than anybody looks through. Of common words the latest records are found, and ranked. */
export const HITS_MAX = 200;

/** Filters are applied to what is found, so more has to be found. */
const FILTERED_MAX = 10_000;

const EVERY_HIT: HitWindow = { after: null, before: null, isBackward: false, take: HITS_MAX };

interface Finding extends Pick<DeskSearch, 'query' | 'ticketSelect'> {
  readonly filter: Clause;
  readonly window: HitWindow;
}

const FINDERS = { Ticket: findTicketHits, Article: findArticles, Asset: findAssets, User: findUsers };

/** What the caller can see and the query finds: the part of all hits that the window shows, from the side it is read from. */
export async function searchDesk(ctx: Context, search: DeskSearch, window: HitWindow): Promise<SearchHit[]> {
  const found = await Promise.all(findingsOf(ctx, search, window));
  return hitsWithin(window, found.flat());
}

/** How many hits there are, of each kind `HITS_MAX` at most. */
export async function countHits(ctx: Context, search: DeskSearch): Promise<number> {
  const found = await Promise.all(findingsOf(ctx, { ...search, ticketSelect: undefined }, EVERY_HIT));
  return found.flat().length;
}

function findingsOf(ctx: Context, search: DeskSearch, window: HitWindow): Promise<SearchHit[]>[] {
  const { query, types, filters, ticketSelect } = search;
  signedIn(ctx);
  readQuery(query);
  return [...new Set(types)].map((type) =>
    FINDERS[type](ctx, { query, filter: filters[type] ?? {}, window, ticketSelect }),
  );
}

/** The score is worked out for the latest matches alone: it unpacks whole texts. */
async function findTicketHits(ctx: Context, { query, filter, window, ticketSelect }: Finding): Promise<SearchHit[]> {
  const who = signedIn(ctx);
  const terms = readQuery(query);
  const latest = (count: number) => latestMatches(who, terms, count);
  const found = isEmpty(filter)
    ? weighedMatches(who, terms, HITS_MAX)
    : weighed(await narrowed(ctx, latest, filter, (shape) => ctx.db.ticket.findMany(shape)), terms);
  const hits = Prisma.sql`
    SELECT id, score FROM (
      SELECT id, CASE WHEN id = ${terms.number ?? 0} THEN 1 ELSE ${SCORE} END AS score FROM (${found}) found
    ) hits ${windowSql('Ticket', window)}`;
  const rows = await ctx.db.$queryRaw<ScoredRow[]>(ticketSelect ? withTickets(hits, ticketSelect) : hits);
  return rows.map((row) => ({ type: 'Ticket', ...row }));
}

function withTickets(hits: Prisma.Sql, select: Prisma.TicketSelect): Prisma.Sql {
  const record = new RecordColumn('Ticket', 'shown', select, 'record');
  return Prisma.sql`SELECT hit.id, hit.score, ${record} FROM (${hits}) hit JOIN "Ticket" shown ON shown.id = hit.id`;
}

async function findArticles(ctx: Context, { query, filter, window }: Finding): Promise<SearchHit[]> {
  const text = tsquery(readQuery(query));
  const latest = (count: number) =>
    Prisma.sql`SELECT id FROM "Article" WHERE "searchText" @@ ${text} ORDER BY id DESC LIMIT ${count}`;
  const visible = visibleArticles(signedIn(ctx));
  const clause = isEmpty(visible) ? filter : { AND: [visible, filter] };
  const found = await narrowed(ctx, latest, clause, (shape) => ctx.db.article.findMany(shape));
  const rows = await ctx.db.$queryRaw<ScoredRow[]>`
    SELECT id, score FROM (
      SELECT a.id, ${SCORE} AS score FROM (${found}) found JOIN "Article" a ON a.id = found.id
      CROSS JOIN LATERAL ts_rank_cd(a."searchText", ${text}) weight
    ) hits ${windowSql('Article', window)}`;
  return rows.map((row) => ({ type: 'Article', ...row }));
}

async function findAssets(ctx: Context, { query, filter, window }: Finding): Promise<SearchHit[]> {
  const who = signedIn(ctx);
  const words = wordsOf(query);
  if (words.length === 0) return [];
  const comments = isStaff(who) ? (['comments'] as const) : [];
  const columns = ['modelName', 'serialNumber', 'location', ...comments] as const;
  const named = ['type', 'manufacturer'] as const;
  const clauses = words.map((word): Prisma.AssetWhereInput => {
    const ofColumns = columns.map((column) => ({ [column]: containing(word) }));
    return { OR: [...ofColumns, ...named.map((relation) => ({ [relation]: { name: containing(word) } }))] };
  });
  const rows = await ctx.db.asset.findMany({
    where: { AND: [visibleAssets(who), filter, ...clauses] },
    orderBy: { id: 'desc' },
    take: HITS_MAX,
    include: { type: true, manufacturer: true },
  });
  const hits = rows.map((row): SearchHit => {
    const texts = [...columns.map((column) => row[column]), ...named.map((relation) => row[relation].name)];
    return { type: 'Asset', id: row.id, score: scoreOf(texts, words) };
  });
  return hitsWithin(window, hits);
}

async function findUsers(ctx: Context, { query, filter, window }: Finding): Promise<SearchHit[]> {
  const words = wordsOf(query);
  if (words.length === 0) return [];
  const columns = ['fullName', 'username', 'email'] as const;
  const clauses = words.map((word) => ({ OR: columns.map((column) => ({ [column]: containing(word) })) }));
  const rows = await ctx.db.user.findMany({
    where: { AND: [{ isTombstone: false }, visibleUsers(signedIn(ctx)), filter, ...clauses] },
    orderBy: { id: 'desc' },
    take: HITS_MAX,
    select: { id: true, fullName: true, username: true, email: true },
  });
  const hits = rows.map((row): SearchHit => {
    const texts = columns.map((column) => row[column]);
    return { type: 'User', id: row.id, score: scoreOf(texts, words) };
  });
  return hitsWithin(window, hits);
}

type ScoredRow = Pick<SearchHit, 'id' | 'score' | 'record'>;

/** A weight of any size as a score from 0 to 1. */
const SCORE = Prisma.sql`weight::float8 / (weight::float8 + 1)`;

type FindIds = (shape: {
  readonly where: Clause;
  readonly orderBy: { readonly id: 'desc' };
  readonly take: number;
  readonly select: { readonly id: true };
}) => Promise<{ id: number }[]>;

/** The latest matches as a statement; with a clause to narrow them by, they are looked up for it before. */
async function narrowed(ctx: Context, latest: (count: number) => Prisma.Sql, clause: Clause, findIds: FindIds) {
  if (isEmpty(clause)) return latest(HITS_MAX);
  const matches = await ctx.db.$queryRaw<{ id: number }[]>(latest(FILTERED_MAX));
  const where = { AND: [{ id: { in: matches.map(({ id }) => id) } }, clause] };
  const found = await findIds({ where, orderBy: { id: 'desc' }, take: HITS_MAX, select: { id: true } });
  return Prisma.sql`SELECT unnest(${found.map(({ id }) => id)}::int[]) AS id`;
}

function containing(word: string) {
  return { contains: escapePattern(word), mode: Prisma.QueryMode.insensitive };
}

function isEmpty(clause: Clause): boolean {
  return Object.keys(clause).length === 0;
}
