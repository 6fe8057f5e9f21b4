import type { Context } from '../../core/context.js';
import { demand, invalid, notFound } from '../../core/errors.js';
import { adminOnly } from '../../core/principal.js';
import type { User } from '../../generated/prisma/client.js';
import { moveParticipations } from '../ticket/ticket-people.js';
import { demandOtherAdmin, lockUsers } from '../user/user-admins.js';
import { replaceAuthor } from './user-history.js';

/**
 * Merges a user into the one that stays and deletes the account, for good. Tickets, comments, files, articles, assets,
 * subscriptions and technician rights move; the profile, log-in and other rights of the one that stays are kept.
 */
export async function mergeUsers(ctx: Context, keptId: number, mergedId: number): Promise<User> {
  const who = adminOnly(ctx, 'merge users');
  demand(keptId !== mergedId, invalid('mergedId', 'A user cannot be merged with itself.'));
  demand(mergedId !== who.id, invalid('mergedId', 'You cannot merge your own account away.'));

  return ctx.inTransaction(async (tx) => {
    await demandOtherAdmin(tx, mergedId);
    const [kept] = await lockUsers(tx, [keptId, mergedId]);
    demand(kept, notFound('User'));
    await replaceAuthor(tx, mergedId, keptId);
    await moveParticipations(tx, mergedId, keptId);
    await moveMemberships(tx, mergedId, keptId);
    await tx.db.user.delete({ where: { id: mergedId } });
    for (const userId of [keptId, mergedId]) tx.publish({ name: 'user.changed', userId });
    return kept;
  });
}

/** Rows of which a user can have one per record, and fields that the one who stays has no value of. */
async function moveMemberships(tx: Context, fromId: number, userId: number): Promise<void> {
  const where = { userId: fromId };
  const skipDuplicates = true;
  const categories = await tx.db.categoryTechnician.findMany({ where });
  await tx.db.categoryTechnician.createMany({ data: categories.map((row) => ({ ...row, userId })), skipDuplicates });
  const assets = await tx.db.assetUser.findMany({ where });
  await tx.db.assetUser.createMany({ data: assets.map((row) => ({ ...row, userId })), skipDuplicates });
  await tx.db.$executeRaw`
    INSERT INTO "CommentRecipient" ("commentId", "userId")
    SELECT "commentId", ${userId} FROM "CommentRecipient" WHERE "userId" = ${fromId} ON CONFLICT DO NOTHING`;
  await tx.db.$executeRaw`
    UPDATE "OutgoingMail" mail SET "userId" = ${userId} WHERE "userId" = ${fromId} AND kind <> 'WELCOME' AND NOT EXISTS (
      SELECT 1 FROM "OutgoingMail" other WHERE other."eventId" = mail."eventId" AND other."userId" = ${userId})`;
  await tx.db.$executeRaw`
    UPDATE "CustomFieldValue" value SET "userId" = ${userId} WHERE "userId" = ${fromId} AND NOT EXISTS (
      SELECT 1 FROM "CustomFieldValue" other WHERE other."fieldId" = value."fieldId" AND other."userId" = ${userId})`;
}
