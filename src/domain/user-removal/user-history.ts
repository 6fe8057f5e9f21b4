import type { Context } from '../../core/context.js';
import type { User } from '../../generated/prisma/client.js';
import { replaceTicketPeople } from '../ticket/ticket-people.js';

/** Names are compared without blanks around them, so nobody else can have this one. */
const TOMBSTONE_KEY = ' deleted user';

/** The account that deleted users leave their history to. Nobody can log in to it. */
export async function getTombstone(tx: Context): Promise<User> {
  const where = { usernameKey: TOMBSTONE_KEY };
  const known = await tx.db.user.findUnique({ where });
  if (known) return known;
  const names = { username: '[deleted user]', usernameKey: TOMBSTONE_KEY, fullName: 'Deleted user' };
  const flags = { isTombstone: true, isDisabled: true, receivesMail: false, createdAt: tx.now() };
  await tx.db.user.createMany({ data: [{ ...names, ...flags }], skipDuplicates: true });
  return tx.db.user.findUniqueOrThrow({ where });
}

/** Makes another user the author of everything that a locked user wrote, filed, handled or uploaded. */
export async function replaceAuthor(tx: Context, fromId: number, toId: number): Promise<void> {
  await replaceTicketPeople(tx, fromId, toId);
  await tx.db.comment.updateMany({ where: { authorId: fromId }, data: { authorId: toId } });
  await tx.db.attachment.updateMany({ where: { uploadedById: fromId }, data: { uploadedById: toId } });
  await tx.db.article.updateMany({ where: { authorId: fromId }, data: { authorId: toId } });
}
