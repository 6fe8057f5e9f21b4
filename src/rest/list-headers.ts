import type { Context } from '../core/context.js';
import { countRows } from './list-totals.js';
import { isPaged, PAGE_SIZES, pageOf } from './page.js';
import type { RestRequest } from './request.js';
import type { Values } from './values.js';

interface Listed {
  readonly request: Pick<RestRequest, 'method' | 'url'>;
  readonly values: Values;
  readonly rows: number;
  /** How many rows there are, if that is known already. */
  readonly total?: number;
}

/** What new clients learn about a list beside it: how many rows there are, and where the next page is. */
export async function listHeaders(
  ctx: Context,
  action: string,
  { request, values, rows, total: counted }: Listed,
): Promise<Record<string, string>> {
  if (!isPaged(action)) return { 'x-total-count': String(rows) };

  const { count, page, offset } = values as Readonly<Record<string, number | undefined>>;
  const { take, skip } = pageOf({ count, page, offset }, PAGE_SIZES[action]);
  const seen = rows > 0 ? skip + rows : 0;
  const showsEnd = rows < take && (rows > 0 || skip === 0);
  // Rows may go between the list and the count, and a search counts no further than it looks.
  const total = showsEnd ? seen : Math.max(seen, counted ?? (await countRows(ctx, action, values)));
  const headers = { 'x-total-count': String(total) };
  if (rows < take || request.method === 'POST') return headers;
  const isOffset = action === 'Tickets' || action === 'Search';
  const next: [string, number] = isOffset ? ['offset', skip + take] : ['page', Math.max(page ?? 1, 1) + 1];
  return { ...headers, link: `<${ctx.settings.publicUrl}/api/${action}?${queryWith(request.url, next)}>; rel="next"` };
}

/** The query of an address with one parameter replaced. */
function queryWith(url: string, [name, value]: readonly [string, number]): string {
  const query = url.split('?').slice(1).join('?').split('#')[0];
  const kept = [...new URLSearchParams(query)].filter(([other]) => other.toLowerCase() !== name);
  return new URLSearchParams([...kept, [name, String(value)]]).toString();
}
