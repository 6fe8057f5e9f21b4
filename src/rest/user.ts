import type { Context } from '../core/context.js';
import { isStaff, signedIn } from '../core/principal.js';
import { canSeeNotes } from '../domain/user/user-policy.js';
import {
  findUserByEmail,
  findUserByUsername,
  getUser,
  listUsers,
  type UserListing,
} from '../domain/user/user-service.js';
import type { Prisma } from '../generated/prisma/client.js';
import { taking, type ValuesOf } from './arguments.js';
import { builder } from './builder.js';
import { PAGE_SIZES, pageOf } from './page.js';
import { choiceOf } from './params.js';
import {
  listUsersParams,
  USER_LIST_MODES,
  userByEmailParams,
  userByUsernameParams,
  userParams,
} from './user-params.js';

/** Loads a user for the wire. */
export const userRow = {
  select: {
    id: true,
    username: true,
    email: true,
    isAdmin: true,
    isDisabled: true,
    firstName: true,
    lastName: true,
    fullName: true,
    notes: true,
    location: true,
    phone: true,
    companyId: true,
    departmentId: true,
    lastIp: true,
    language: true,
    lastUserAgent: true,
    avatarUrl: true,
    signature: true,
    greeting: true,
    receivesMail: true,
    lastSeenAt: true,
    isManager: true,
    isDepartmentManager: true,
    outOfOffice: true,
    passwordChangedAt: true,
    company: { select: { name: true, notes: true } },
    department: { select: { name: true } },
    technicianOf: { select: { categoryId: true }, take: 1 },
  },
} as const satisfies Prisma.UserDefaultArgs;

export type UserRow = Prisma.UserGetPayload<typeof userRow>;

/** The user of the wire (rest.md § 2.3), keys in the recorded order. */
export const User = builder.objectRef<UserRow>('User').implement({
  description: 'Somebody who can log in.',
  fields: (t) => ({
    UserID: t.exposeInt('id'),
    Username: t.exposeString('username'),
    Email: t.exposeString('email'),
    IsAdmin: t.exposeBoolean('isAdmin'),
    Disabled: t.exposeBoolean('isDisabled'),
    FirstName: t.exposeString('firstName'),
    LastName: t.exposeString('lastName'),
    Notes: t.string({ resolve: ({ notes }, _args, ctx) => (canSeeNotes(signedIn(ctx)) ? notes : '') }),
    Location: t.exposeString('location'),
    Phone: t.exposeString('phone'),
    CompanyName: t.string({ nullable: true, resolve: ({ company }) => company?.name ?? null }),
    DepartmentName: t.string({ nullable: true, resolve: ({ department }) => department?.name ?? null }),
    Department: t.string({
      nullable: true,
      deprecationReason: 'Use DepartmentName.',
      resolve: ({ department }) => department?.name ?? null,
    }),
    IPAddress: t.string({ nullable: true, resolve: (user, _args, ctx) => ifTrusted(ctx, user, user.lastIp) }),
    HostName: t.string({ nullable: true, resolve: (user, _args, ctx) => ifTrusted(ctx, user, user.lastIp) }),
    Lang: t.exposeString('language', { nullable: true }),
    UserAgent: t.string({ nullable: true, resolve: (user, _args, ctx) => ifTrusted(ctx, user, user.lastUserAgent) }),
    AvatarURL: t.exposeString('avatarUrl', { nullable: true }),
    Signature: t.string({ nullable: true, resolve: ({ signature }) => signature || null }),
    Greeting: t.string({ nullable: true, resolve: ({ greeting }) => greeting || null }),
    CompanyId: t.exposeInt('companyId', { nullable: true }),
    DepartmentID: t.exposeInt('departmentId', { nullable: true }),
    DarkMode: t.boolean({ resolve: () => false }),
    CompanyNotes: t.string({
      nullable: true,
      resolve: ({ company }, _args, ctx) => (canSeeNotes(signedIn(ctx)) ? (company?.notes ?? null) : null),
    }),
    SendEmail: t.exposeBoolean('receivesMail'),
    IsTech: t.boolean({ resolve: ({ technicianOf }) => technicianOf.length > 0 }),
    LastSeen: t.expose('lastSeenAt', { type: 'Time', nullable: true }),
    RecentTickets: t.field({ type: 'Nothing', nullable: true, resolve: () => null }),
    IsManager: t.exposeBoolean('isManager'),
    IsDepartmentManager: t.exposeBoolean('isDepartmentManager'),
    TwoFactorAuthEnabled: t.boolean({ resolve: () => false }),
    OutOfOffice: t.exposeBoolean('outOfOffice'),
    LastPasswordChange: t.expose('passwordChangedAt', { type: 'Time', nullable: true }),
    Password: t.field({ type: 'Nothing', nullable: true, resolve: () => null }),
    PushToken: t.field({ type: 'Nothing', nullable: true, resolve: () => null }),
    FullNameAndLogin: t.string({ resolve: fullNameAndLogin }),
    FullName: t.exposeString('fullName'),
  }),
});

builder.queryFields((t) => ({
  Authorization: t.field({ type: User, resolve: (_root, _args, ctx) => getUser(ctx, signedIn(ctx).id, userRow) }),
  User: t.field({ type: User, ...taking(userParams, ({ userId }, ctx) => getUser(ctx, userId, userRow)) }),
  UserByEmail: t.field({
    type: User,
    // An unescaped "+" arrives as a blank, which no address has.
    ...taking(userByEmailParams, ({ email }, ctx) => findUserByEmail(ctx, email.trim().replaceAll(' ', '+'), userRow)),
  }),
  UserByUsername: t.field({
    type: User,
    ...taking(userByUsernameParams, ({ username }, ctx) => findUserByUsername(ctx, username, userRow)),
  }),
  Users: t.field({
    type: [User],
    ...taking(listUsersParams, (values, ctx) => {
      return listUsers(ctx, { ...userListing(values), ...pageOf(values, PAGE_SIZES.Users) }, userRow);
    }),
  }),
}));

/** What `Users` lists, on all pages. */
export function userListing({ listMode, companyId, departmentId }: ValuesOf<typeof listUsersParams>): UserListing {
  return { mode: choiceOf(USER_LIST_MODES, listMode), companyId, departmentId };
}

/** Where people log in from is for themselves and for staff. */
function ifTrusted(ctx: Context, user: UserRow, value: string | null): string | null {
  const who = signedIn(ctx);
  return isStaff(who) || who.id === user.id ? value : null;
}

function fullNameAndLogin({ firstName, lastName, fullName, username }: UserRow): string {
  return firstName === '' && lastName === '' ? username : `${fullName} (${username})`;
}
