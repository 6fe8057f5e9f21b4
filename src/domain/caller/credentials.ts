import { demand, unauthenticated } from '../../core/errors.js';

export type Credentials =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  | { readonly kind: 'token'; readonly secret: string };

/** No real header comes near it, and nothing longer is worth decoding. */
const HEADER_LENGTH_MAX = 8192;

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const TOKEN = /^[\w.~+/-]+=*$/;

/** Reads all `Authorization` headers of a request; null when there is none. */
export function readCredentials(headers: readonly string[]): Credentials | null {
  const [header, another] = headers;
  if (header === undefined) return null;
  demand(another === undefined, unauthenticated('Send one Authorization header, not several.'));
  demand(header.length <= HEADER_LENGTH_MAX, unauthenticated('The Authorization header is too long.'));

  const [, scheme = '', rest = ''] = /^\s*(\S*)\s*(.*?)\s*$/s.exec(header) ?? [];
  if (scheme.toLowerCase() === 'basic') return readBasic(rest);
  if (scheme.toLowerCase() === 'bearer') return readBearer(rest);
  throw unauthenticated('The Authorization header must start with Basic or Bearer.');
}

function readBasic(encoded: string): Credentials {
  const isBase64 = encoded !== '' && BASE64.test(encoded) && encoded.replace(/=+$/, '').length % 4 !== 1;
  demand(isBase64, unauthenticated('The Basic credentials are not valid Base64.'));
  const text = decode(Buffer.from(encoded, 'base64'));

  // Passwords may hold colons, usernames may not (RFC 7617).
  const colon = text.indexOf(':');
  demand(colon >= 0, unauthenticated('The Basic credentials must be username:password, encoded in Base64.'));
  return { kind: 'password', username: text.slice(0, colon), password: text.slice(colon + 1) };
}

function readBearer(secret: string): Credentials {
  demand(secret !== '', unauthenticated('The Bearer token is missing.'));
  demand(TOKEN.test(secret), unauthenticated('The Bearer token is malformed.'));
  return { kind: 'token', secret };
}

/** Clients send UTF-8, old ones Latin-1: what is not valid UTF-8 is the latter. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
