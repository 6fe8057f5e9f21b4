import type { Context } from '../../core/context.js';
import { escapePattern } from '../../core/filter-comparators.js';
import type { Clause } from '../../core/keyset.js';
import { isStaff, signedIn } from '../../core/principal.js';
import { Prisma } from '../../generated/prisma/client.js';
import { visibleArticles } from '../article/article-policy.js';
import { visibleAssets } from '../asset/asset-policy.js';
import { findTickets, readQuery, tsquery } from '../ticket/ticket-search.js';
import { visibleUsers } from '../user/user-policy.js';
import { compareHits, type SearchHit, type SearchType, scoreOf, toScore, wordsOf } from './search-rules.js';

export interface DeskSearch {
  readonly query: string;
  readonly types: readonly SearchType[];
  /** What the hits of a kind must match as well. */
  readonly filters: Readonly<Partial<Record<SearchType, Clause>>>;
}

/** More hits than anybody looks through; of very common words only the latest tickets are found. */
export const HITS_MAX = 1_000;

/** Filters are applied to what is found, so more has to be found. */
const FILTERED_MAX = 10_000;

/** PostgreSQL makes no search vectors of texts past a megabyte; what an article is about stands at its beginning. */
const ARTICLE_CHARACTERS_MAX = 100_000;

/** What the caller can see and the query finds, the best first. */
export async function searchDesk(ctx: Context, { query, types, filters }: DeskSearch): Promise<SearchHit[]> {
  signedIn(ctx);
  readQuery(query);
  const finders = { Ticket: findTicketHits, Article: findArticles, Asset: findAssets, User: findUsers };
  const found = await Promise.all([...new Set(types)].map((type) => finders[type](ctx, query, filters[type] ?? {})));
  return found.flat().sort(compareHits).slice(0, HITS_MAX);
}

async function findTicketHits(ctx: Context, query: string, filter: Clause): Promise<SearchHit[]> {
  const isFiltered = Object.keys(filter).length > 0;
  const { number } = readQuery(query);
  const found = await findTickets(ctx, { query, take: isFiltered ? FILTERED_MAX : HITS_MAX });
  const hits = found.map(({ id, score }): SearchHit => {
    return { type: 'Ticket', id, score: id === number ? 1 : toScore(score) };
  });
  if (!isFiltered || hits.length === 0) return hits;
  const where = { AND: [{ id: { in: hits.map(({ id }) => id) } }, filter] };
  return among(hits, await ctx.db.ticket.findMany({ where, select: { id: true } }));
}

async function findArticles(ctx: Context, query: string, filter: Clause): Promise<SearchHit[]> {
  const rows = await ctx.db.$queryRaw<{ id: number; weight: number }[]>`
    SELECT id, ts_rank_cd(text, query)::float8 AS weight
    FROM (SELECT id, setweight(to_tsvector('english', subject), 'A')
        || to_tsvector('english', left(body, ${ARTICLE_CHARACTERS_MAX})) AS text FROM "Article") texts,
      (SELECT ${tsquery(readQuery(query))} AS query) q
    WHERE text @@ query ORDER BY weight DESC, id DESC LIMIT ${FILTERED_MAX}`;
  const hits = rows.map(({ id, weight }): SearchHit => ({ type: 'Article', id, score: toScore(weight) }));
  if (hits.length === 0) return hits;
  const where = { AND: [{ id: { in: hits.map(({ id }) => id) } }, visibleArticles(signedIn(ctx)), filter] };
  return among(hits, await ctx.db.article.findMany({ where, select: { id: true } }));
}

async function findAssets(ctx: Context, query: string, filter: Clause): Promise<SearchHit[]> {
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
  return rows.map((row): SearchHit => {
    const texts = [...columns.map((column) => row[column]), ...named.map((relation) => row[relation].name)];
    return { type: 'Asset', id: row.id, score: scoreOf(texts, words) };
  });
}

async function findUsers(ctx: Context, query: string, filter: Clause): Promise<SearchHit[]> {
  const words = wordsOf(query);
  if (words.length === 0) return [];
  const columns = ['fullName', 'username', 'email'] as const;
  const clauses = words.map((word) => ({ OR: columns.map((column) => ({ [column]: containing(word) })) }));
  const rows = await ctx.db.user.findMany({
    where: { AND: [{ isTombstone: false }, visibleUsers(signedIn(ctx)), filter, ...clauses] },
    orderBy: { id: 'desc' },
    take: HITS_MAX,
  });
  return rows.map((row): SearchHit => {
    const score = scoreOf(
      columns.map((column) => row[column]),
      words,
    );
    return { type: 'User', id: row.id, score };
  });
}

function containing(word: string) {
  return { contains: escapePattern(word), mode: Prisma.QueryMode.insensitive };
}

function among(hits: readonly SearchHit[], rows: readonly { id: number }[]): SearchHit[] {
  const ids = new Set(rows.map(({ id }) => id));
  return hits.filter(({ id }) => ids.has(id));
}
