import { PAGE_SIZES, type PageSize, pageOf } from './page.js';
import type { RestRequest } from './request.js';
import type { Values } from './values.js';

interface Listed {
  readonly request: Pick<RestRequest, 'method' | 'url'>;
  readonly values: Values;
  readonly rows: number;
  readonly publicUrl: string;
}

/**
 * What new clients learn about a list beside it: where the next page is, or how many there are. Counting would cost as much
 * as the list, so the number is told where the last page gives it away.
 */
export function listHeaders(action: string, { request, values, rows, publicUrl }: Listed): Record<string, string> {
  const size = (PAGE_SIZES as Readonly<Record<string, PageSize>>)[action];
  if (!size) return { 'x-total-count': String(rows) };

  const { count, page, offset } = values as Readonly<Record<string, number | undefined>>;
  const { take, skip } = pageOf({ count, page, offset }, size);
  if (rows < take) return rows > 0 || skip === 0 ? { 'x-total-count': String(skip + rows) } : {};
  if (request.method === 'POST') return {};
  const isPaged = action !== 'Tickets' && action !== 'Search';
  const next: [string, number] = isPaged ? ['page', Math.max(page ?? 1, 1) + 1] : ['offset', skip + take];
  return { link: `<${publicUrl}/api/${action}?${queryWith(request.url, next)}>; rel="next"` };
}

/** The query of an address with one parameter replaced. */
function queryWith(url: string, [name, value]: readonly [string, number]): string {
  const query = url.split('?').slice(1).join('?').split('#')[0];
  const kept = [...new URLSearchParams(query)].filter(([other]) => other.toLowerCase() !== name);
  return new URLSearchParams([...kept, [name, String(value)]]).toString();
}
