import type { Context } from '../../core/context.js';
import { demand, invalid } from '../../core/errors.js';
import { adminOnly } from '../../core/principal.js';
import type { User } from '../../generated/prisma/client.js';
import { findPlace } from './user-place.js';
import { checkPassword, demandFreeNames, fullNameOf, profileColumns, type UserPatch } from './user-rules.js';

/** Without a username the e-mail address is the username; without a password nobody can log in yet. */
export interface NewUser extends UserPatch {
  /** Greet the user by mail. */
  readonly sendWelcomeMail?: boolean;
}

/** Adds a user, with company and department where they are missing. */
export async function createUser(ctx: Context, input: NewUser): Promise<User> {
  adminOnly(ctx, 'add users');
  const username = input.username ?? input.email;
  demand(username, invalid('email', 'A user needs an e-mail address or a username.'));
  const columns = { username: '', usernameKey: '', ...profileColumns({ ...input, username }) };
  const { password, sendWelcomeMail = false } = input;
  demand(!sendWelcomeMail || input.email?.trim(), invalid('email', 'A welcome needs an e-mail address.'));
  const passwordHash = password === undefined ? null : await ctx.passwords.hash(checkPassword('password', password));

  return ctx.inTransaction(async (tx) => {
    const place = await findPlace(tx, input, { companyId: null, departmentId: null });
    const { firstName = '', lastName = '' } = columns;
    const fullName = fullNameOf({ firstName, lastName, username: columns.username });
    const dates = { createdAt: tx.now(), passwordChangedAt: passwordHash && tx.now() };
    const mails = sendWelcomeMail ? { create: { kind: 'WELCOME' as const, dueAt: tx.now() } } : {};
    const data = { ...columns, ...place, fullName, passwordHash, ...dates, mails };
    return demandFreeNames(tx.db.user.create({ data }));
  });
}
