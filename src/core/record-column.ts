import type { Prisma } from '../generated/prisma/client.js';

/**
 * A column of a statement written by hand: the record that stands in the row under the alias, with what is selected of it
 * down to the last relation. Used as a value, it saves a second statement; null where the selection is left to Prisma.
 */
export class RecordColumn {
  constructor(
    readonly model: Prisma.ModelName,
    readonly alias: string,
    readonly select: object,
    /** The name of the column. */
    readonly name: string,
  ) {}
}
