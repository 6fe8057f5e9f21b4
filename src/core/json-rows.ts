import type { Prisma } from '../generated/prisma/client.js';

/**
 * A value of a JSON row: a column, by the relations that lead to it (`submitter.company.name`); the name of an enum's value;
 * whether there are related records; or a value that all rows have.
 */
export type JsonColumn =
  | { readonly path: string; readonly names?: Readonly<Record<string, string>> }
  | { readonly has: string }
  | { readonly always: number };

/** The keys of a row in their order. */
export type JsonColumns = Readonly<Record<string, JsonColumn>>;

/** Which records, in which order and how many, as Prisma takes it. */
export interface JsonPage {
  readonly where: object;
  readonly orderBy: object;
  readonly take: number;
  readonly skip: number;
}

/**
 * A table of a statement written by hand: its only row has a list that the database writes as JSON (`json`) and the number of
 * its rows (`rows`). Used as a value, where the records would only be read to be written again. Times are in UTC, their
 * fractions without trailing zeros.
 */
export class JsonRows {
  constructor(
    readonly model: Prisma.ModelName,
    readonly page: JsonPage,
    readonly columns: JsonColumns,
  ) {}
}

/** A number in a statement written by hand: how many records match, or the sum of a column of theirs. Used as a value. */
export class Total {
  constructor(
    readonly model: Prisma.ModelName,
    readonly where: object,
    /** Null counts. */
    readonly column: string | null = null,
  ) {}
}
