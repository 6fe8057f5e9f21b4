import SchemaBuilder from '@pothos/core';
import type { Context } from '../core/context.js';
import type { NewFile } from '../domain/file/file-service.js';
import { wireTime } from './reply.js';

/** What the builder knows about types that exist outside of it. */
export interface LegacyTypes {
  Context: Context;
  DefaultFieldNullability: false;
  Scalars: {
    Time: { Input: Date; Output: Date };
    FieldTexts: { Input: ReadonlyMap<number, string>; Output: never };
    Files: { Input: readonly NewFile[]; Output: never };
    Nothing: { Input: never; Output: null };
    Open: { Input: never; Output: unknown };
    TextMap: { Input: never; Output: Readonly<Record<string, string>> };
  };
}

/** Makes the fields of a type whose rows have that shape. */
export type FieldsOf<Row> = PothosSchemaTypes.ObjectFieldBuilder<
  PothosSchemaTypes.ExtendDefaultTypes<LegacyTypes>,
  Row
>;

/** Builds the legacy schema, from which SOFA makes the routes: names are spelt as on the wire, fields are non-null by default. */
export const builder = new SchemaBuilder<LegacyTypes>({
  plugins: [],
  defaultFieldNullability: false,
  // The public schema's plugin makes this option required for every builder of the program.
} as unknown as ConstructorParameters<typeof SchemaBuilder<LegacyTypes>>[0]);

builder.queryType({ description: 'Routes that read.' });
builder.mutationType({ description: 'Routes that write.' });

builder.scalarType('Time', {
  description: 'ISO 8601, UTC, the fraction without trailing zeros.',
  serialize: (value) => wireTime(value),
});

builder.scalarType('FieldTexts', { description: 'Values of custom fields by field id.', serialize: () => null });

builder.scalarType('Files', { description: 'Files of a multipart body.', serialize: () => null });

builder.scalarType('Nothing', {
  description: 'A key that is there for old clients and always null.',
  serialize: () => null,
});

builder.scalarType('Open', { description: 'A value of open shape.', serialize: (value) => value });

builder.scalarType('TextMap', { description: 'An object with texts under any names.', serialize: (value) => value });
