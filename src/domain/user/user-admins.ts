import { isId } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { demand, invalid, notFound } from '../../core/errors.js';
import { Prisma, type User } from '../../generated/prisma/client.js';

/**
 * Demands an administrator who can log in besides this user. Of two administrators who take each other's rights away at
 * once, one is refused. Call it before any single user is locked.
 */
export async function demandOtherAdmin(tx: Context, userId: number): Promise<void> {
  const admins = await tx.db.$queryRaw<{ id: number }[]>`
    SELECT id FROM "User" WHERE "isAdmin" AND NOT "isDisabled" AND NOT "isTombstone" ORDER BY id FOR NO KEY UPDATE`;
  const isLast = admins.length === 1 && admins[0]?.id === userId;
  demand(!isLast, invalid('id', 'This is the last administrator: the desk needs one who can log in.'));
}

/**
 * Locks users in the order of their ids; answers them in the order asked. What refers to them can be written meanwhile
 * unless they are to be removed.
 */
export async function lockUsers(
  tx: Context,
  ids: readonly number[],
  purpose: 'change' | 'removal' = 'removal',
): Promise<User[]> {
  demand(ids.every(isId), notFound('User'));
  const strength = Prisma.raw(purpose === 'change' ? 'FOR NO KEY UPDATE' : 'FOR UPDATE');
  for (const id of [...ids].sort((a, b) => a - b)) {
    await tx.db.$queryRaw`SELECT 1 FROM "User" WHERE id = ${id} ${strength}`;
  }
  const users = await tx.db.user.findMany({ where: { id: { in: [...ids] }, isTombstone: false } });
  const locked = ids.flatMap((id) => users.find((user) => user.id === id) ?? []);
  demand(locked.length === ids.length, notFound('User'));
  return locked;
}
