import type { Context } from '../../core/context.js';
import { conflict, demand, invalid } from '../../core/errors.js';
import { signedIn } from '../../core/principal.js';
import type { User } from '../../generated/prisma/client.js';
import { endTokensOf } from '../caller/token-service.js';
import { checkPassword } from './user-rules.js';

export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
}

/** Changes the caller's own password, which ends all of their tokens. Of two changes at once, one is a conflict. */
export async function changePassword(ctx: Context, change: PasswordChange): Promise<User> {
  const { id } = signedIn(ctx);
  const newPassword = checkPassword('newPassword', change.newPassword);
  const { passwordHash: current } = await ctx.db.user.findUniqueOrThrow({ where: { id } });
  const isRight = current !== null && (await ctx.passwords.verify(current, change.currentPassword));
  demand(isRight, invalid('currentPassword', 'currentPassword is wrong.'));
  const passwordHash = await ctx.passwords.hash(newPassword);

  return ctx.inTransaction(async (tx) => {
    const [changed] = await tx.db.user.updateManyAndReturn({
      where: { id, passwordHash: current },
      data: { passwordHash, passwordChangedAt: tx.now() },
    });
    demand(changed, conflict('The password was changed a moment ago.'));
    await endTokensOf(tx, id);
    return changed;
  });
}
