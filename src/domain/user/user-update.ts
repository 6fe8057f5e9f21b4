import type { Context } from '../../core/context.js';
import { demand, forbidden, notFound } from '../../core/errors.js';
import { type Principal, signedIn } from '../../core/principal.js';
import type { User } from '../../generated/prisma/client.js';
import { endTokensOf } from '../caller/token-service.js';
import { demandOtherAdmin, lockUsers } from './user-admins.js';
import { findPlace } from './user-place.js';
import { canEditUser, OWN_FIELDS } from './user-policy.js';
import { checkPassword, demandFreeNames, fullNameOf, profileColumns, type UserPatch } from './user-rules.js';
import { getUser } from './user-service.js';

/** What callers are remembered by: their log-in, their rights and whether they may log in. */
const REMEMBERED = [
  'username',
  'email',
  'fullName',
  'isDisabled',
  'isAdmin',
  'isManager',
  'isDepartmentManager',
  'companyId',
  'departmentId',
] as const;

/**
 * Changes a user: administrators everything, others their own profile and password. A new password ends all of the
 * user's tokens. The last administrator stays one.
 */
export async function updateUser(ctx: Context, id: number, patch: UserPatch): Promise<User> {
  const who = signedIn(ctx);
  await getUser(ctx, id, { select: { id: true } });
  demandRights(who, id, patch);
  const columns = profileColumns(patch);
  const { password } = patch;
  const passwordHash = password === undefined ? null : await ctx.passwords.hash(checkPassword('password', password));

  return ctx.inTransaction(async (tx) => {
    if (patch.isAdmin === false || patch.isDisabled) await demandOtherAdmin(tx, id);
    const [before] = await lockUsers(tx, [id], 'change');
    demand(before, notFound('User'));
    const place = await findPlace(tx, patch, before);
    const { username = before.username, firstName = before.firstName, lastName = before.lastName } = columns;
    const fullName = fullNameOf({ username, firstName, lastName });
    const secret = passwordHash === null ? {} : { passwordHash, passwordChangedAt: tx.now() };
    const data = { ...columns, ...place, ...secret, fullName };
    const after = await demandFreeNames(tx.db.user.update({ where: { id }, data }));

    if (passwordHash !== null) await endTokensOf(tx, id);
    else if (REMEMBERED.some((field) => before[field] !== after[field])) {
      tx.publish({ name: 'user.changed', userId: id });
    }
    return after;
  });
}

function demandRights(who: Principal, id: number, patch: UserPatch): void {
  demand(canEditUser(who, id), forbidden('change other users'));
  if (who.isAdmin) return;
  const foreign = Object.entries(patch).find(([field, value]) => value !== undefined && !OWN_FIELDS.has(field));
  demand(foreign === undefined, forbidden(`change your ${foreign?.[0]} yourself`));
}
