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

/** SQL for the columns of a table by name: with `*`, a column added meanwhile would break off what a running desk has prepared. */
export function namedColumns(names: Readonly<Record<string, string>>, alias: string): string {
  return Object.keys(names)
    .map((name) => `${alias}."${name}"`)
    .join(', ');
}
