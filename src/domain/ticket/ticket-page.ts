import type { Context } from '../../core/context.js';
import { type JsonColumns, type JsonPage, JsonRows } from '../../core/json-rows.js';
import { signedIn } from '../../core/principal.js';
import { countedTickets } from './ticket-counts.js';
import { visibleTickets } from './ticket-policy.js';

/** A list that is JSON already. */
export interface WrittenPage {
  readonly json: string;
  /** How many rows of it there are. */
  readonly rows: number;
  /** How many there are on all pages; null if the page is not full, which says it as well. */
  readonly total: number | null;
}

/** A page of the tickets the caller can see, written by the database, and what they are in all: one statement. */
export async function writeTicketPage(ctx: Context, page: JsonPage, columns: JsonColumns): Promise<WrittenPage> {
  const who = signedIn(ctx);
  const where = { AND: [visibleTickets(who), page.where] };
  const [written] = await ctx.db.$queryRaw<WrittenPage[]>`
    SELECT json, rows, CASE WHEN rows = ${page.take} THEN (${countedTickets(who, page.where)})::int END AS total
    FROM ${new JsonRows('Ticket', { ...page, where }, columns)} written`;
  return written ?? { json: '[]', rows: 0, total: null };
}
