import { Readable } from 'node:stream';
import type { Context } from '../../src/core/context.js';
import { removeUnused } from '../../src/domain/file/file-release.js';
import { type NewFile, storeFile } from '../../src/domain/file/file-service.js';
import type { PrismaClient } from '../../src/generated/prisma/client.js';
import { contextOf, type TestContext } from './context.js';
import { makeCategory, makeTechnician, makeTicket, makeUser } from './factories.js';
import { createMemoryStorage } from './storage.js';

/** A customer's ticket, its technician, a technician of another category and somebody who has nothing to do with it. */
export async function makeFileDesk(db: PrismaClient) {
  const storage = createMemoryStorage();
  const category = await makeCategory(db);
  const customer = await makeUser(db);
  const ticket = await makeTicket(db, { categoryId: category.id, submitterId: customer.id });
  const as = (user: { id: number }) => contextOf(db, user, { storage });
  return {
    storage,
    category,
    ticket,
    customer: await as(customer),
    technician: await as(await makeTechnician(db, [category])),
    otherTechnician: await as(await makeTechnician(db)),
    stranger: await as(await makeUser(db)),
  };
}

/** Stores a text for the caller. */
export function store(ctx: Context, text = 'content', fileName = 'notes.txt'): Promise<NewFile> {
  return storeFile(ctx, { fileName, contentType: 'text/plain', bytes: Readable.from([Buffer.from(text)]) });
}

/** What the app does about an event. */
export async function settle(ctx: TestContext): Promise<void> {
  for (const event of ctx.events.splice(0)) {
    if (event.name === 'files.released') await removeUnused(ctx, event.storageKeys);
  }
}

/** The kinds of events of a ticket, the oldest first. */
export const kindsOf = async (db: PrismaClient, ticketId: number) =>
  (await db.ticketEvent.findMany({ where: { ticketId }, orderBy: { id: 'asc' } })).map(({ kind }) => kind);
