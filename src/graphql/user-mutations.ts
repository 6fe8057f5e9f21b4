import { addCategoryTechnician, removeCategoryTechnician } from '../domain/user/category-technicians.js';
import { createUser, type NewUser } from '../domain/user/user-create.js';
import { changePassword } from '../domain/user/user-password.js';
import { updateUser } from '../domain/user/user-update.js';
import { deleteUser } from '../domain/user-removal/user-delete.js';
import { mergeUsers } from '../domain/user-removal/user-merge.js';
import { Category } from './category.js';
import { encodeId, readId } from './ids.js';
import { mutationField } from './payload.js';
import { idOf, recordMutations } from './record-mutations.js';
import { User } from './user.js';

recordMutations<NewUser>({
  node: User,
  noun: 'a user',
  fields: (t, isNew) => ({
    username: t.string({ description: 'Log-in name; the e-mail address when a new user is given none.' }),
    email: t.string({ description: 'E-mail address; null clears.' }),
    password: t.string({ description: 'Password; a new one ends all tokens of the user. Nobody logs in without one.' }),
    firstName: t.string({ description: 'First name; null clears.' }),
    lastName: t.string({ description: 'Last name; null clears.' }),
    phone: t.string({ description: 'Telephone number; null clears.' }),
    location: t.string({ description: 'Where the user sits; null clears.' }),
    notes: t.string({ description: 'Notes of staff; null clears. For administrators.' }),
    signature: t.string({ description: 'Put beneath the mails the user writes; null clears.' }),
    greeting: t.string({ description: 'How mails to the user begin; null clears.' }),
    language: t.string({ description: 'Language tag, such as `en-GB`; null clears.' }),
    companyId: t.id({ description: 'The company the user belongs to; null for none. For administrators.' }),
    departmentId: t.id({ description: 'The department the user belongs to; null for none. For administrators.' }),
    outOfOffice: t.boolean({ description: 'Whether the user is away.' }),
    receivesMail: t.boolean({ description: 'Whether the user gets mail from the desk. For administrators.' }),
    isDisabled: t.boolean({ description: 'Whether the user is kept from logging in. For administrators.' }),
    isAdmin: t.boolean({ description: 'Whether the user is an administrator. For administrators.' }),
    isManager: t.boolean({ description: 'Whether the user sees tickets of the whole company. For administrators.' }),
    isDepartmentManager: t.boolean({
      description: 'Whether the user sees tickets of the whole department. For administrators.',
    }),
    ...(isNew && {
      sendWelcomeMail: t.boolean({ description: 'Whether to greet the user by mail; the password is not in it.' }),
    }),
  }),
  readers: { companyId: idOf('Company'), departmentId: idOf('Department') },
  clearable: [
    'email',
    'firstName',
    'lastName',
    'phone',
    'location',
    'notes',
    'signature',
    'greeting',
    'language',
    'companyId',
    'departmentId',
  ],
  create: ['Adds a user; for administrators.', createUser],
  update: ['Changes a user: administrators everything, others their own profile and password.', updateUser],
  remove: [
    'Deletes a user for good. What the user wrote stays, under the name of a deleted user. For administrators.',
    deleteUser,
  ],
});

mutationField('mergeUsers', {
  description: 'Merges a user into the one that stays, with tickets, comments and rights, and deletes the account.',
  input: (t) => ({
    keptId: t.id({ required: true, description: 'The user that stays.' }),
    mergedId: t.id({ required: true, description: 'The user that goes into the other.' }),
  }),
  payload: {
    user: { type: User, description: 'The user that stays.' },
    deletedId: { type: 'ID', description: 'The id that nothing has any more.' },
  },
  resolve: async (ctx, input) => {
    const mergedId = readId('User', input.mergedId, 'mergedId');
    const user = await mergeUsers(ctx, readId('User', input.keptId, 'keptId'), mergedId);
    return { user, deletedId: encodeId('User', mergedId) };
  },
});

mutationField('changePassword', {
  description: 'Changes your password, which ends all of your tokens.',
  input: (t) => ({
    currentPassword: t.string({ required: true, description: 'The password so far.' }),
    newPassword: t.string({ required: true, description: 'The password from now on, 1 to 1000 characters.' }),
  }),
  payload: { user: { type: User, description: 'You.' } },
  resolve: async (ctx, { currentPassword, newPassword }) => ({
    user: await changePassword(ctx, { currentPassword, newPassword }),
  }),
});

for (const [name, description, change] of [
  ['addCategoryTechnician', 'Makes a user a technician of a category; for administrators.', addCategoryTechnician],
  [
    'removeCategoryTechnician',
    'Takes a category away from a technician; assigned tickets stay. For administrators.',
    removeCategoryTechnician,
  ],
] as const) {
  mutationField(name, {
    description,
    input: (t) => ({
      categoryId: t.id({ required: true, description: 'The category.' }),
      userId: t.id({ required: true, description: 'The user.' }),
    }),
    payload: {
      category: { type: Category, description: 'The category after the change.' },
      user: { type: User, description: 'The user after the change.' },
    },
    resolve: async (ctx, { categoryId, userId }) => {
      const row = {
        categoryId: readId('Category', categoryId, 'categoryId'),
        userId: readId('User', userId, 'userId'),
      };
      const { category, user } = await change(ctx, row);
      return { category, user };
    },
  });
}
