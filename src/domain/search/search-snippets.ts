import type { Context } from '../../core/context.js';
import { plainText } from '../../core/html.js';
import { signedIn } from '../../core/principal.js';
import { visibleComments } from '../comment/comment-policy.js';
import { readQuery, tsquery } from '../ticket/ticket-search.js';
import { MARK, markedHtml, markWords, type SearchHit, wordsOf } from './search-rules.js';

/** Enough of a text to find the passage in. */
const CHARACTERS_MAX = 20_000;

/** Comments that are looked into for tickets whose own text does not show why they were found. */
const COMMENTS_MAX = 200;

type Texts = Map<SearchHit, string>;

/**
 * The passages that show why hits the caller can see were found, as HTML in which only `<mark>` is mark-up; the start of
 * the text where that does not show.
 */
export async function searchSnippets(ctx: Context, query: string, hits: readonly SearchHit[]) {
  const texts = new Map([...(await ticketTexts(ctx, hits)), ...(await articleTexts(ctx, hits))]);
  const found = await passages(ctx, query, texts);
  const others = await passages(
    ctx,
    query,
    await commentTexts(
      ctx,
      [...found].filter(isUnmarked).map(([hit]) => hit),
    ),
  );
  for (const entry of others) {
    if (!isUnmarked(entry)) found.set(...entry);
  }
  for (const [hit, text] of [...(await assetTexts(ctx, hits)), ...(await userTexts(ctx, hits))]) {
    found.set(hit, markWords(text, wordsOf(query)));
  }
  return new Map([...found].map(([hit, text]) => [hit, markedHtml(text)]));
}

async function passages(ctx: Context, query: string, texts: Texts): Promise<Texts> {
  if (texts.size === 0) return new Map();
  const options = `StartSel=${MARK.start}, StopSel=${MARK.end}, MaxWords=30, MinWords=12`;
  const rows = await ctx.db.$queryRaw<{ passage: string }[]>`
    SELECT ts_headline('english', text, ${tsquery(readQuery(query))}, ${options}) AS passage
    FROM unnest(${[...texts.values()]}::text[]) WITH ORDINALITY AS texts (text, place) ORDER BY place`;
  return new Map([...texts.keys()].map((hit, index) => [hit, rows[index]?.passage ?? '']));
}

async function ticketTexts(ctx: Context, hits: readonly SearchHit[]): Promise<Texts> {
  const ids = idsOf(hits, 'Ticket');
  const rows = ids.length === 0 ? [] : await ctx.db.ticket.findMany({ where: { id: { in: ids } } });
  return textsOf(hits, 'Ticket', rows, ({ subject, body }) => `${subject}\n${plainText(body)}`);
}

async function articleTexts(ctx: Context, hits: readonly SearchHit[]): Promise<Texts> {
  const ids = idsOf(hits, 'Article');
  const rows = ids.length === 0 ? [] : await ctx.db.article.findMany({ where: { id: { in: ids } } });
  return textsOf(hits, 'Article', rows, ({ subject, body }) => `${subject}\n${plainText(body)}`);
}

async function assetTexts(ctx: Context, hits: readonly SearchHit[]): Promise<Texts> {
  const ids = idsOf(hits, 'Asset');
  const include = { type: true, manufacturer: true } as const;
  const rows = ids.length === 0 ? [] : await ctx.db.asset.findMany({ where: { id: { in: ids } }, include });
  return textsOf(hits, 'Asset', rows, ({ modelName, serialNumber, location, type, manufacturer }) =>
    joined([modelName, serialNumber, manufacturer.name, type.name, location]),
  );
}

async function userTexts(ctx: Context, hits: readonly SearchHit[]): Promise<Texts> {
  const ids = idsOf(hits, 'User');
  const rows = ids.length === 0 ? [] : await ctx.db.user.findMany({ where: { id: { in: ids } } });
  return textsOf(hits, 'User', rows, ({ fullName, username, email }) =>
    joined([...new Set([fullName, username, email])]),
  );
}

async function commentTexts(ctx: Context, hits: readonly SearchHit[]): Promise<Texts> {
  const ids = idsOf(hits, 'Ticket');
  if (ids.length === 0) return new Map();
  const comments = await ctx.db.comment.findMany({
    where: { AND: [{ ticketId: { in: ids }, isSystem: false }, visibleComments(signedIn(ctx))] },
    orderBy: { id: 'desc' },
    take: COMMENTS_MAX,
  });
  const rows = ids.flatMap((id) => {
    const own = comments.filter(({ ticketId }) => ticketId === id);
    return own.length === 0 ? [] : [{ id, text: own.map(({ body }) => plainText(body)).join('\n') }];
  });
  return textsOf(hits, 'Ticket', rows, ({ text }) => text);
}

function idsOf(hits: readonly SearchHit[], type: SearchHit['type']): number[] {
  return hits.filter((hit) => hit.type === type).map(({ id }) => id);
}

function textsOf<Row extends { readonly id: number }>(
  hits: readonly SearchHit[],
  type: SearchHit['type'],
  rows: readonly Row[],
  textOf: (row: Row) => string,
): Texts {
  const texts: Texts = new Map();
  for (const hit of hits) {
    const row = hit.type === type ? rows.find(({ id }) => id === hit.id) : undefined;
    if (row) texts.set(hit, textOf(row).slice(0, CHARACTERS_MAX).toWellFormed());
  }
  return texts;
}

function joined(texts: readonly string[]): string {
  return texts.filter(Boolean).join(' · ');
}

function isUnmarked([, text]: [SearchHit, string]): boolean {
  return !text.includes(MARK.start);
}
