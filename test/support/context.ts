import { createContext } from '../../src/context.js';
import type { Context } from '../../src/core/context.js';
import type { DomainEvent } from '../../src/core/events.js';
import type { Principal } from '../../src/core/principal.js';
import type { Storage } from '../../src/core/storage.js';
import { principalShape, toPrincipal } from '../../src/domain/caller/caller-principal.js';
import type { PrismaClient } from '../../src/generated/prisma/client.js';
import type { Face } from '../../src/generated/prisma/enums.js';
import { runInTransaction } from '../../src/infra/database-transaction.js';
import { createPasswordHasher } from '../../src/infra/passwords.js';
import { createMemoryStorage } from './storage.js';

/** A context without a server around it. */
export interface TestContext extends Context {
  /** What was published, oldest first. */
  readonly events: DomainEvent[];
}

interface ContextOptions {
  readonly face?: Face;
  readonly storage?: Storage;
  now?(): Date;
}

/** Cheap enough to hash in every test. */
export const testPasswords = createPasswordHasher({ memoryCost: 1024, timeCost: 1 });

/** The caller on a database, with real transactions. Null calls without a login. */
export function makeContext(db: PrismaClient, who: Principal | null, options: ContextOptions = {}): TestContext {
  const events: DomainEvent[] = [];
  const { face = 'GRAPHQL', storage = createMemoryStorage(), now = () => new Date() } = options;
  const parts = {
    db,
    transaction: <Result>(work: (tx: Context['db']) => Promise<Result>) => runInTransaction(db, work),
    passwords: testPasswords,
    storage,
    settings: { publicUrl: 'https://desk.example.com', uploadBytesMax: 1_000_000 },
    now,
    emit: (event: DomainEvent) => void events.push(event),
  };
  return { ...createContext(parts, { who, face, requestId: 'test' }), events };
}

/** The stored user calling, with the rights the database gives by now. */
export async function contextOf(
  db: PrismaClient,
  user: { id: number },
  options?: ContextOptions,
): Promise<TestContext> {
  const row = await db.user.findUniqueOrThrow({ where: { id: user.id }, select: principalShape });
  return makeContext(db, toPrincipal(row), options);
}
