import { isId } from '../core/check.js';
import { demand, invalid } from '../core/errors.js';

/** A record as an opaque id names it. */
export interface GlobalId {
  readonly type: string;
  readonly databaseId: number;
}

/** The opaque id of a record. Clients store it: the form must never change. */
export function encodeId(type: string, databaseId: number): string {
  return Buffer.from(`${type}:${databaseId}`).toString('base64url');
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
