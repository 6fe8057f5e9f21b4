import { checkText } from '../core/check.js';
import { demand, unauthenticated } from '../core/errors.js';
import { signedIn } from '../core/principal.js';
import { caseKey } from '../core/text.js';
import { userFilter, userOrder } from '../domain/user/user-filter.js';
import { canSeeNotes, visibleUsers } from '../domain/user/user-policy.js';
import { builder } from './builder.js';
import { UserRole } from './enums.js';
import { defineList } from './list.js';
import { rootList } from './list-fields.js';
import { findRecord, findRecordBy, Node, recordField } from './node.js';

export const User = builder.prismaObject('User', {
  select: { id: true },
  interfaces: [Node],
  description: 'Somebody who can log in: customer, manager, technician or administrator.',
  fields: (t) => ({
    username: t.exposeString('username', { description: 'Log-in name; often an e-mail address.' }),
    email: t.exposeString('email', { description: 'E-mail address; empty when there is none.' }),
    firstName: t.exposeString('firstName', { description: 'First name; may be empty.' }),
    lastName: t.exposeString('lastName', { description: 'Last name; may be empty.' }),
    fullName: t.exposeString('fullName', { description: 'First and last name, or the username when both are empty.' }),
    role: t.field({
      type: UserRole,
      description: 'What the user is to the desk.',
      select: {
        isAdmin: true,
        isManager: true,
        isDepartmentManager: true,
        _count: { select: { technicianOf: true } },
      },
      resolve: ({ isAdmin, isManager, isDepartmentManager, _count }) => {
        if (isAdmin) return 'ADMIN';
        if (_count.technicianOf > 0) return 'TECHNICIAN';
        return isManager || isDepartmentManager ? 'MANAGER' : 'CUSTOMER';
      },
    }),
    isManager: t.exposeBoolean('isManager', { description: 'Sees the tickets of the whole company.' }),
    isDepartmentManager: t.exposeBoolean('isDepartmentManager', {
      description: 'Sees the tickets of the whole department.',
    }),
    isDisabled: t.exposeBoolean('isDisabled', { description: 'Cannot log in and gets no mail.' }),
  }),
});

builder.prismaObjectFields(User, (t) => ({
  phone: t.exposeString('phone', { description: 'Telephone number; may be empty.' }),
  location: t.exposeString('location', { description: 'Where the user sits; may be empty.' }),
  notes: t.string({
    nullable: true,
    description: 'Notes of staff; null for everybody else.',
    select: { notes: true },
    resolve: ({ notes }, _args, ctx) => (canSeeNotes(signedIn(ctx)) ? notes : null),
  }),
  signature: t.exposeString('signature', { description: 'Put beneath the mails the user writes; may be empty.' }),
  greeting: t.exposeString('greeting', { description: 'How mails to the user begin; may be empty.' }),
  language: t.exposeString('language', { nullable: true, description: 'Language tag, such as `en-GB`.' }),
  avatarUrl: t.field({
    type: 'URL',
    nullable: true,
    description: 'Picture of the user.',
    select: { avatarUrl: true },
    resolve: ({ avatarUrl }) => avatarUrl,
  }),
  outOfOffice: t.exposeBoolean('outOfOffice', { description: 'Is away.' }),
  receivesMail: t.exposeBoolean('receivesMail', { description: 'Gets mail from the desk.' }),
  createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the account was made.' }),
  lastSeenAt: t.expose('lastSeenAt', { type: 'DateTime', nullable: true, description: 'When last seen.' }),
  company: t.relation('company', { nullable: true, description: 'The company the user belongs to.' }),
  department: t.relation('department', { nullable: true, description: 'The department the user belongs to.' }),
}));

export const UserList = defineList({
  node: User,
  visible: (who) => ({ AND: [{ isTombstone: false }, visibleUsers(who)] }),
  filter: userFilter,
  order: userOrder,
});

builder.queryField('viewer', (t) =>
  t.field({
    type: User,
    description: 'You.',
    resolve: async (_root, _args, ctx, info) => {
      const you = await findRecord(ctx, UserList, signedIn(ctx).id, info);
      demand(you, unauthenticated('Your account is gone.'));
      return you;
    },
  }),
);

builder.queryField('user', (t) => recordField(t, UserList, 'A user by id; null if there is none that you can see.'));

builder.queryField('users', (t) =>
  rootList(
    t,
    UserList,
    'The users that you can see: staff see everybody, others themselves and the people they manage.',
  ),
);

builder.queryField('userByEmail', (t) =>
  t.field({
    type: User,
    nullable: true,
    description: 'A user by e-mail address, upper and lower case alike; null if there is none that you can see.',
    args: { email: t.arg.string({ required: true, description: 'The address.' }) },
    resolve: (_root, { email }, ctx, info) =>
      findRecordBy(ctx, UserList, { emailKey: caseKey(checkText('email', email)) }, info),
  }),
);

builder.queryField('userByUsername', (t) =>
  t.field({
    type: User,
    nullable: true,
    description: 'A user by log-in name, upper and lower case alike; null if there is none that you can see.',
    args: { username: t.arg.string({ required: true, description: 'The log-in name.' }) },
    resolve: (_root, { username }, ctx, info) =>
      findRecordBy(ctx, UserList, { usernameKey: caseKey(checkText('username', username)) }, info),
  }),
);
