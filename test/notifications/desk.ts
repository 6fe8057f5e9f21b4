import { randomUUID } from 'node:crypto';
import { createContext } from '../../src/context.js';
import type { Context } from '../../src/core/context.js';
import type { DomainEvent } from '../../src/core/events.js';
import type { Mail } from '../../src/core/mail.js';
import { caseKey } from '../../src/core/text.js';
import { principalShape, toPrincipal } from '../../src/domain/caller/caller-principal.js';
import type { OutboxScope } from '../../src/domain/outbox/outbox-service.js';
import type { Prisma } from '../../src/generated/prisma/client.js';
import type { Database } from '../../src/infra/database.js';
import { runInTransaction } from '../../src/infra/database-transaction.js';
import { deliverDue } from '../../src/notifications/mail-delivery.js';
import { createMemoryStorage } from '../support/storage.js';

export const PUBLIC_URL = 'https://desk.example.com';

/** What tests about telling people need: somebody to be told, and somebody who does things. */
export interface Desk {
  readonly events: DomainEvent[];
  makeUser(name: string, overrides?: Partial<Prisma.UserUncheckedCreateInput>): Promise<number>;
  makeCategory(technicians: readonly number[], fromAddress?: string): Promise<number>;
  /** The user calling. */
  as(userId: number): Promise<Context>;
  now(): Date;
  /** What the outbox works with. */
  readonly outbox: OutboxScope;
  /** Moves the clock on. */
  pass(milliseconds: number): void;
}

export function makeDesk({ db }: Pick<Database, 'db'>, emit: (event: DomainEvent) => void = () => {}): Desk {
  const events: DomainEvent[] = [];
  let passedMs = 0;
  const now = () => new Date(Date.now() + passedMs);
  const parts = {
    db,
    transaction: <Result>(work: (tx: Prisma.TransactionClient) => Promise<Result>) => runInTransaction(db, work),
    passwords: { hash: async (password: string) => password, verify: async () => false },
    storage: createMemoryStorage(),
    settings: { publicUrl: PUBLIC_URL, uploadBytesMax: 1000 },
    now,
    emit(event: DomainEvent) {
      events.push(event);
      emit(event);
    },
  };

  return {
    events,
    now,
    outbox: parts,
    pass(milliseconds) {
      passedMs += milliseconds;
    },
    async makeUser(name, overrides = {}) {
      const email = `${name}@example.com`;
      const names = { username: name, usernameKey: caseKey(name), fullName: name, email, emailKey: email };
      const { id } = await db.user.create({ data: { ...names, ...overrides } });
      return id;
    },
    async makeCategory(technicians, fromAddress) {
      const rows = technicians.map((userId) => ({ userId }));
      const data = { name: `Category ${randomUUID()}`, fromAddress: fromAddress ?? null };
      const { id } = await db.category.create({ data: { ...data, technicians: { create: rows } } });
      return id;
    },
    async as(userId) {
      const user = await db.user.findUniqueOrThrow({ where: { id: userId }, select: principalShape });
      return createContext(parts, { who: toPrincipal(user), face: 'GRAPHQL', requestId: 'test' });
    },
  };
}

/** Delivers what is due, without a server. */
export function deliverTo(
  { outbox }: Desk,
  send: (mail: Mail) => Promise<void>,
  note: (message: string) => void,
): Promise<void> {
  const hear = (_details: object, message: string) => note(message);
  const log = { info: hear, warn: hear, error: hear };
  const options = { mailFrom: 'desk@example.com', publicUrl: PUBLIC_URL, transport: { send, close() {} }, log };
  return deliverDue({ ...outbox, ...options }, () => false);
}
