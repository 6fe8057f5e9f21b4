import { AppError } from '../core/errors.js';

/** The part of a request's headers that is read here. */
interface Headers {
  get(name: string): string | null;
}

/**
 * Browsers send remembered Basic logins along with requests that foreign pages make, so writes that come from another
 * site are refused. Pages of the allowed origins may write. Browsers too old for `Sec-Fetch-Site` still name the origin;
 * scripts and servers send neither.
 */
export function isForeignWrite(headers: Headers, isWrite: boolean, allowedOrigins: readonly string[] = []): boolean {
  if (!isWrite) return false;
  const site = headers.get('sec-fetch-site')?.trim().toLowerCase();
  const origin = headers.get('origin');
  const isForeign = site ? site === 'cross-site' || site === 'same-site' : isOtherHost(origin, headers.get('host'));
  return isForeign && (origin === null || !allowedOrigins.includes(origin));
}

function isOtherHost(origin: string | null, host: string | null): boolean {
  if (origin === null || host === null) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host.trim().toLowerCase();
}

export const foreignWrite = () => new AppError('FORBIDDEN', 'Pages of other sites may not change anything here.');
