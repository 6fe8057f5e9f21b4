import { isId } from '../core/check.js';
import { demand, invalid } from '../core/errors.js';

/** A record as an opaque id names it. */
export interface GlobalId {
  readonly type: string;
  readonly databaseId: number;
}

/** The opaque id of a record. Clients store it: the form must never change. `base64url` of the type, a colon and the number. */
export function encodeId(type: string, databaseId: number): string {
  const { text, rest } = beginningOf(type);
  return text + encodeShort(`${rest}${databaseId}`);
}

interface Beginning {
  /** All whole groups of three letters, encoded. */
  readonly text: string;
  readonly rest: string;
}

const beginnings = new Map<string, Beginning>();

function beginningOf(type: string): Beginning {
  const known = beginnings.get(type);
  if (known) return known;
  const plain = `${type}:`;
  const whole = plain.length - (plain.length % 3);
  const beginning = { text: Buffer.from(plain.slice(0, whole)).toString('base64url'), rest: plain.slice(whole) };
  beginnings.set(type, beginning);
  return beginning;
}

/** All pairs of base64url's letters: twelve bits each. */
const PAIRS = Array.from({ length: 4096 }, (_, bits) =>
  Buffer.from([bits >> 4, (bits & 15) << 4])
    .toString('base64url')
    .slice(0, 2),
);

/** Letters of ASCII as base64url (RFC 4648 § 5). An answer has hundreds of ids; a `Buffer` for each takes twice the time. */
function encodeShort(text: string): string {
  let encoded = '';
  for (let at = 0; at < text.length; at += 3) {
    const left = text.length - at;
    const second = left > 1 ? text.charCodeAt(at + 1) : 0;
    const third = left > 2 ? text.charCodeAt(at + 2) : 0;
    const bits = (text.charCodeAt(at) << 16) | (second << 8) | third;
    encoded += PAIRS[bits >> 12];
    if (left > 1) encoded += left > 2 ? PAIRS[bits & 4095] : PAIRS[bits & 4095]?.charAt(0);
  }
  return encoded;
}

/** What an opaque id names; null for anything that is not one. */
export function decodeId(id: string): GlobalId | null {
  const match = /^([A-Z][A-Za-z]{0,40}):([1-9]\d{0,15})$/.exec(Buffer.from(id, 'base64url').toString('latin1'));
  if (!match) return null;
  const global = { type: String(match[1]), databaseId: Number(match[2]) };
  return encodeId(global.type, global.databaseId) === id.replace(/=+$/, '') ? global : null;
}

/** Reads an id of the type, opaque or bare. Bare numbers past the database's range are ids of nothing. */
export function readId(type: string, id: unknown, field: string | readonly string[] = 'id'): number {
  const text = String(id).trim();
  if (/^\d{1,15}$/.test(text)) return toDatabaseId(Number(text));
  const global = decodeId(text);
  demand(global, invalid(field, `${label(field)} is neither a number nor the id of a ${type}.`));
  demand(global.type === type, invalid(field, `${label(field)} is the id of a ${global.type}, not of a ${type}.`));
  return toDatabaseId(global.databaseId);
}

/** Reads an id that may be left out. */
export function readOptionalId(type: string, id: unknown, field: string): number | undefined {
  return id === null || id === undefined ? undefined : readId(type, id, field);
}

/** Zero belongs to no record, and unlike numbers past its range the database can compare with it. */
function toDatabaseId(value: number): number {
  return isId(value) ? value : 0;
}

function label(field: string | readonly string[]): string {
  return typeof field === 'string' ? field : field.join('.');
}
