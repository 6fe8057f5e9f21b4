import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';

/** What migrations need of a database. */
export interface MigrationConnection {
  readonly factory: SqlMigrationAwareDriverAdapterFactory;
  /** Runs several statements in one go, all of them or none. */
  runScript(script: string): Promise<void>;
}

export interface ConnectionCounts {
  readonly open: number;
  readonly idle: number;
  /** Statements that wait for a connection. */
  readonly waiting: number;
}

/** What a statement answers, in the values that Prisma answers. */
export interface Answer {
  readonly rows: readonly (readonly unknown[])[];
  readonly fields: readonly { readonly name: string }[];
  /** How many rows were written, or read. */
  readonly count: number;
}

export type Run = (text: string, values: readonly unknown[]) => Promise<Answer>;

/** A transaction under way, on a connection of its own. */
export interface OpenTransaction {
  readonly run: Run;
  /** Has a transaction that Prisma starts in the work be a part of this one. */
  lend<Result>(work: () => Result): Result;
  /** Afterwards the connection belongs to others. */
  finish(outcome: 'COMMIT' | 'ROLLBACK'): Promise<void>;
}

/** What the two kinds of database have in common below Prisma. */
export interface Driver {
  readonly kind: 'postgres' | 'pglite';
  readonly factory: SqlMigrationAwareDriverAdapterFactory;
  /** Runs a statement past Prisma. */
  readonly run: Run;
  begin(): Promise<OpenTransaction>;
  /** Null for the embedded database, which has none. */
  connections(): ConnectionCounts | null;
  /** Runs the work on a connection of its own while no other process does the same on this database. */
  exclusively<Result>(work: (connection: MigrationConnection) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}
