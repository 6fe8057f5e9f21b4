import type { Context, Db, PasswordHasher, Settings } from './core/context.js';
import type { DomainEvent } from './core/events.js';
import type { Principal } from './core/principal.js';
import type { Storage } from './core/storage.js';
import type { Face } from './generated/prisma/enums.js';

/** What every context of a process shares. */
export interface ContextParts {
  readonly db: Db;
  /** Runs the work in a transaction, again when the database asks for it. */
  transaction<Result>(work: (db: Db) => Promise<Result>): Promise<Result>;
  readonly passwords: PasswordHasher;
  readonly storage: Storage;
  readonly settings: Settings;
  now(): Date;
  emit(event: DomainEvent): void;
}

/** What is particular to one request. */
export interface Visitor {
  readonly who: Principal | null;
  readonly face: Face;
  readonly requestId: string;
}

/** The context of one request. Events of a transaction are held back until it has committed. */
export function createContext(parts: ContextParts, { who, face, requestId }: Visitor): Context {
  const { db, passwords, storage, settings, now, emit } = parts;
  const shared = { who, face, requestId, passwords, storage, settings, now };
  // Written out: one is made for every request, and spreading costs ten times as much.
  return {
    who,
    face,
    requestId,
    passwords,
    storage,
    settings,
    now,
    db,
    // What could not be written is not told.
    publish: (event) => (event instanceof Promise ? void event.then(emit, () => undefined) : emit(event)),
    async inTransaction(work) {
      let held: Told[] = [];
      const result = await parts.transaction((tx) => {
        held = [];
        return work(inside(shared, tx, held));
      });
      await tell(emit, held);
      return result;
    },
  };
}

type Told = Parameters<Context['publish']>[0];

async function tell(emit: ContextParts['emit'], events: readonly Told[]): Promise<void> {
  for (const event of events) emit(await event);
}

type Shared = Omit<Context, 'db' | 'publish' | 'inTransaction'>;

function inside(shared: Shared, db: Db, held: Told[]): Context {
  const tx: Context = {
    ...shared,
    db,
    publish(event) {
      held.push(event);
      // What could not be written breaks off the transaction.
      if (event instanceof Promise) event.catch(() => undefined);
    },
    inTransaction: (work) => work(tx),
  };
  return tx;
}
