import { createUser } from '../domain/user/user-create.js';
import { setUserCustomFields } from '../domain/user/user-custom-fields.js';
import { updateUser } from '../domain/user/user-update.js';
import { deleteUser } from '../domain/user-removal/user-delete.js';
import { mergeUsers } from '../domain/user-removal/user-merge.js';
import { doing, taking } from './arguments.js';
import { builder } from './builder.js';
import { setUserFieldParams } from './field-params.js';
import { createUserParams, deleteUserParams, mergeUsersParams, updateUserParams } from './user-params.js';

builder.mutationFields((t) => ({
  CreateUser: t.int({
    ...taking(createUserParams, async ({ sendWelcomeEmail: sendWelcomeMail, ...user }, ctx) => {
      const { id } = await createUser(ctx, { ...user, sendWelcomeMail });
      return id;
    }),
  }),
  UpdateUser: t.field(
    doing(updateUserParams, ({ userId, disabled, enableEmailNotifications, company, department, ...same }, ctx) =>
      updateUser(ctx, userId, {
        ...same,
        company: company === '' ? null : company,
        department: department === '' ? null : department,
        isDisabled: disabled,
        receivesMail: enableEmailNotifications,
      }),
    ),
  ),
  DeleteUser: t.field(doing(deleteUserParams, ({ userId }, ctx) => deleteUser(ctx, userId))),
  MergeUsers: t.field(doing(mergeUsersParams, ({ id, id2 }, ctx) => mergeUsers(ctx, id, id2))),
  SetCustomFieldForUser: t.field(
    doing(setUserFieldParams, ({ userId, fieldId, value }, ctx) =>
      setUserCustomFields(ctx, userId, new Map([[fieldId, value]])),
    ),
  ),
}));
