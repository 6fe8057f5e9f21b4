import type { Prisma } from '../generated/prisma/client.js';
import type { Face } from '../generated/prisma/enums.js';
import type { DomainEvent } from './events.js';
import type { Principal } from './principal.js';
import type { Storage } from './storage.js';

/** The database as services see it: the client itself, or one transaction of it. */
export type Db = Prisma.TransactionClient;

/** Turns passwords into hashes. Slow on purpose and off the event loop. */
export interface PasswordHasher {
  /** Answers a hash in PHC string form. */
  hash(password: string): Promise<string>;
  /** False also for a hash of unknown form. */
  verify(hash: string, password: string): Promise<boolean>;
}

/** Where the desk can be reached, and what it accepts. */
export interface Settings {
  /** Address without a trailing slash; start of every link that leaves the desk. */
  readonly publicUrl: string;
  /** Largest file, in bytes. */
  readonly uploadBytesMax: number;
}

/** Everything an action may use. One per request, passed on as the first parameter. */
export interface Context {
  /** Null for a request without credentials. */
  readonly who: Principal | null;
  /** The face through which the request came. */
  readonly face: Face;
  /** Ties answers, log lines and errors of one request together. */
  readonly requestId: string;
  readonly db: Db;
  readonly settings: Settings;
  readonly passwords: PasswordHasher;
  readonly storage: Storage;
  now(): Date;
  /** Tells the rest of the desk, after the commit when inside a transaction; once it is known if it is still to come. */
  publish(event: DomainEvent | Promise<DomainEvent>): void;
  /**
   * Runs the work in one transaction and passes it a context that lives in it; joins the transaction it is in.
   * Serialization failures and deadlocks are tried again, so the work must not have effects outside the database.
   */
  inTransaction<Result>(work: (tx: Context) => Promise<Result>): Promise<Result>;
}
