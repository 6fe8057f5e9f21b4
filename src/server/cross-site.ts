import { AppError } from '../core/errors.js';

/** The part of a request's headers that is read here. */
interface Headers {
  get(name: string): string | null;
}

/**
 * Browsers send remembered Basic logins along with requests that foreign pages make, so writes that come from another
 * site are refused. Pages of the allowed origins may write, scripts and servers send no `Sec-Fetch-Site` at all.
 */
export function isForeignWrite(headers: Headers, isWrite: boolean, allowedOrigins: readonly string[] = []): boolean {
  const site = headers.get('sec-fetch-site')?.trim().toLowerCase();
  if (!isWrite || (site !== 'cross-site' && site !== 'same-site')) return false;
  const origin = headers.get('origin');
  return origin === null || !allowedOrigins.includes(origin);
}

export const foreignWrite = () => new AppError('FORBIDDEN', 'Pages of other sites may not change anything here.');
