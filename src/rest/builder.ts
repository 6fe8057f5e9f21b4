import SchemaBuilder from '@pothos/core';
import type { Context } from '../core/context.js';

/** A moment as the old API writes it: UTC, fraction without trailing zeros (rest.md § 1.5). */
export function formatTime(at: Date): string {
  return at.toISOString().replace(/\.?0*Z$/, 'Z');
}

/** Builds the legacy schema: types and fields are spelt exactly as on the wire. Fields are non-null unless they say otherwise. */
export const builder = new SchemaBuilder<{
  Context: Context;
  DefaultFieldNullability: false;
  Scalars: {
    Time: { Input: Date; Output: Date };
    /** Names and values that the desk does not know beforehand. */
    Map: { Input: Record<string, string>; Output: Record<string, string> };
  };
}>({ plugins: [], defaultFieldNullability: false });

builder.scalarType('Time', {
  description: 'ISO 8601 in UTC; the fraction has no trailing zeros and is left out when zero.',
  serialize: (at) => formatTime(at as Date),
});
builder.scalarType('Map', { description: 'An object with text values.', serialize: (map) => map });

builder.queryType({ description: 'Actions that read.' });
builder.mutationType({ description: 'Actions that write.' });
