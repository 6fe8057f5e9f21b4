import type { ByteRange } from '../core/storage.js';
import type { RequestHeaders } from './request-headers.js';

/** What a browser can show without running anything in it. */
const SHOWABLE = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp', 'image/avif']);

interface Named {
  readonly fileName: string;
  readonly contentType: string;
}

/** How a file is to be offered (RFC 6266): a name in ASCII, and the true one in UTF-8 where that differs (RFC 8187). */
export function contentDisposition({ fileName, contentType }: Named, mayShow: boolean): string {
  const type = mayShow && SHOWABLE.has(contentType) ? 'inline' : 'attachment';
  // A percent sign is escaped too: some browsers take what follows for an encoding.
  const ascii = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const quoted = `${type}; filename="${ascii}"`;
  return ascii === fileName ? quoted : `${quoted}; filename*=UTF-8''${encodeName(fileName)}`;
}

function encodeName(fileName: string): string {
  const toHex = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(fileName.toWellFormed()).replace(/['()*!]/g, toHex);
}

/** Whether the client has this version already. */
export function isUnchanged(headers: RequestHeaders, etag: string): boolean {
  const known = headers.get('if-none-match');
  if (known === null) return false;
  return known.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')));
}

/**
 * The part of a file that is asked for: null for all of it, also when several parts are asked for or the client goes by
 * another version; 'none' when it lies outside (RFC 9110 § 14).
 */
export function rangeOf(headers: RequestHeaders, etag: string, size: number): ByteRange | 'none' | null {
  const condition = headers.get('if-range');
  if (condition !== null && condition.trim() !== etag) return null;
  const [, from = '', to = ''] = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(headers.get('range') ?? '') ?? [];
  if (from === '' && to === '') return null;

  const end = size - 1;
  if (from === '') return to === '0' || size === 0 ? 'none' : { first: Math.max(size - Number(to), 0), last: end };
  const range = { first: Number(from), last: to === '' ? end : Math.min(Number(to), end) };
  if (to !== '' && Number(to) < range.first) return null;
  return range.first > end ? 'none' : range;
}
