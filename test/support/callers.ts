import type { PrismaClient } from '../../src/generated/prisma/client.js';
import { contextOf, makeContext } from './context.js';
import { makeAdmin, makeTechnician, makeUser } from './factories.js';

/** One caller of each kind, none of them related to any other record. */
export async function makeCallers(db: PrismaClient) {
  return {
    admin: await contextOf(db, await makeAdmin(db)),
    technician: await contextOf(db, await makeTechnician(db)),
    customer: await contextOf(db, await makeUser(db)),
    anonymous: makeContext(db, null),
  };
}
