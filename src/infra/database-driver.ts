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

/** What the two kinds of database have in common below Prisma. */
export interface Driver {
  readonly kind: 'postgres' | 'pglite';
  readonly factory: SqlMigrationAwareDriverAdapterFactory;
  /** Runs a statement that answers one row of one text column, past Prisma; null without a row. */
  readText(text: string, values: readonly unknown[]): Promise<string | null>;
  /** Null for the embedded database, which has none. */
  connections(): ConnectionCounts | null;
  /** Runs the work on a connection of its own while no other process does the same on this database. */
  exclusively<Result>(work: (connection: MigrationConnection) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}
