import type { Context } from '../../core/context.js';
import { demand, invalid, notFound } from '../../core/errors.js';
import { adminOnly } from '../../core/principal.js';
import type { User } from '../../generated/prisma/client.js';
import { unassignOpenTickets } from '../ticket/ticket-people.js';
import { demandOtherAdmin, lockUsers } from '../user/user-admins.js';
import { getTombstone, replaceAuthor } from './user-history.js';

/**
 * Deletes a user for good. Open tickets lose their assignee; what the user wrote and handled stays readable under the
 * name of a deleted user; assets, tokens, rights and subscriptions end.
 */
export async function deleteUser(ctx: Context, id: number): Promise<User> {
  const who = adminOnly(ctx, 'delete users');
  demand(id !== who.id, invalid('id', 'You cannot delete your own account.'));

  return ctx.inTransaction(async (tx) => {
    await demandOtherAdmin(tx, id);
    const [user] = await lockUsers(tx, [id]);
    demand(user, notFound('User'));
    await unassignOpenTickets(tx, id);
    await replaceAuthor(tx, id, (await getTombstone(tx)).id);
    await tx.db.user.delete({ where: { id } });
    tx.publish({ name: 'user.changed', userId: id });
    return user;
  });
}
