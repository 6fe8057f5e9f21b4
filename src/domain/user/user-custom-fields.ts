import type { Context } from '../../core/context.js';
import { demand, forbidden, notFound } from '../../core/errors.js';
import { adminOnly, isStaff, signedIn } from '../../core/principal.js';
import type { User } from '../../generated/prisma/client.js';
import {
  type FieldInputs,
  type FieldWithValue,
  listFieldValues,
  writeFieldValues,
} from '../custom-field/custom-field-service.js';
import { lockUsers } from './user-admins.js';
import { getUser } from './user-service.js';

/** The custom fields of a user that have a value, or all of them; staff see everybody's, others their own. */
export async function listUserFieldValues(
  ctx: Context,
  userId: number,
  { returnUnset = false }: { returnUnset?: boolean } = {},
): Promise<FieldWithValue[]> {
  const who = signedIn(ctx);
  await getUser(ctx, userId, { select: { id: true } });
  demand(isStaff(who) || userId === who.id, forbidden('read the custom fields of other users'));
  return listFieldValues(ctx, { userId }, { usage: 'USER', ...(!returnUnset && { values: { some: { userId } } }) });
}

/** Sets custom fields of a user, all or none; for administrators. */
export async function setUserCustomFields(ctx: Context, userId: number, inputs: FieldInputs): Promise<User> {
  adminOnly(ctx, 'set custom fields of users');
  return ctx.inTransaction(async (tx) => {
    const [user] = await lockUsers(tx, [userId], 'change');
    demand(user, notFound('User'));
    await writeFieldValues(tx, { userId }, inputs, { usage: 'USER' });
    return user;
  });
}
