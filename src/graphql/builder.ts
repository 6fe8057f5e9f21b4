import SchemaBuilder from '@pothos/core';
import PrismaPlugin, { type PrismaClient } from '@pothos/plugin-prisma';
import type { Upload } from 'graphql-upload-minimal';
import type { Context } from '../core/context.js';
import type { TimeValue } from '../core/filter-comparators.js';
import type PrismaTypes from '../generated/pothos.js';
import { getDatamodel } from '../generated/pothos.js';

/** What the builder knows about types that exist outside of it. */
export interface GraphTypes {
  Context: Context;
  PrismaTypes: PrismaTypes;
  DefaultFieldNullability: false;
  Scalars: {
    ID: { Input: string; Output: string | number };
    DateTime: { Input: Date; Output: Date };
    Date: { Input: Date; Output: Date };
    DateTimeOrDuration: { Input: TimeValue; Output: TimeValue };
    URL: { Input: string; Output: string };
    JSON: { Input: unknown; Output: unknown };
    Upload: { Input: Upload; Output: never };
  };
}

/** The builder's types with Pothos' defaults, for helpers that take a field builder. */
export type Types = PothosSchemaTypes.ExtendDefaultTypes<GraphTypes>;

/** Builds the public schema. Fields are non-null unless they say otherwise. */
export const builder = new SchemaBuilder<GraphTypes>({
  plugins: [PrismaPlugin],
  defaultFieldNullability: false,
  prisma: {
    // The plugin only ever finds rows with it, which a transaction can do as well.
    client: (ctx) => ctx.db as unknown as PrismaClient,
    dmmf: getDatamodel(),
  },
});

builder.queryType({ description: 'Everything that can be read.' });
builder.mutationType({ description: 'Everything that can be changed.' });
