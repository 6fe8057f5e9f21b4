import { isId } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { demand, notFound } from '../../core/errors.js';
import { adminOnly, signedIn, staffOnly } from '../../core/principal.js';
import { caseKey } from '../../core/text.js';
import type { Prisma } from '../../generated/prisma/client.js';
import { visibleUsers } from './user-policy.js';

export type UserListMode = 'all' | 'techs' | 'admins' | 'regular' | 'disabled';

/** What a list of users may be narrowed by. */
export interface UserListing {
  readonly mode?: UserListMode;
  readonly companyId?: number;
  readonly departmentId?: number;
}

const nobodySpecial = { isAdmin: false, technicianOf: { none: {} } } satisfies Prisma.UserWhereInput;

const MODES: Readonly<Record<UserListMode, Prisma.UserWhereInput>> = {
  all: {},
  techs: { OR: [{ isAdmin: true }, { technicianOf: { some: {} } }] },
  admins: { isAdmin: true },
  regular: nobodySpecial,
  disabled: { isDisabled: true },
};

/** A user the caller can see: staff see everybody, others themselves and the people they manage. */
export async function getUser<Shape extends Prisma.UserDefaultArgs>(ctx: Context, id: number, shape?: Shape) {
  const user = isId(id) ? await findUser(ctx, { id }, shape) : null;
  demand(user, notFound('User'));
  return user;
}

/** Staff look people up by address; without regard to case. */
export function findUserByEmail<Shape extends Prisma.UserDefaultArgs>(ctx: Context, email: string, shape?: Shape) {
  return lookUp(ctx, { emailKey: caseKey(email) }, shape);
}

/** Staff look people up by log-in name; without regard to case. */
export function findUserByUsername<Shape extends Prisma.UserDefaultArgs>(
  ctx: Context,
  username: string,
  shape?: Shape,
) {
  return lookUp(ctx, { usernameKey: caseKey(username) }, shape);
}

/** A page of all users in the order of their usernames; for administrators. */
export async function listUsers<Shape extends Prisma.UserDefaultArgs>(
  ctx: Context,
  { take, skip, ...listing }: UserListing & { take?: number; skip?: number },
  shape?: Shape,
) {
  adminOnly(ctx, 'list all users');
  const users = await ctx.db.user.findMany({
    ...shape,
    where: listingClause(listing),
    orderBy: [{ username: 'asc' }, { id: 'asc' }],
    take,
    skip,
  });
  // The rows have the asked-for shape; Prisma cannot infer it through a spread type parameter.
  return users as Prisma.UserGetPayload<Shape>[];
}

/** How many users there are; for administrators. */
export async function countUsers(ctx: Context, listing: UserListing = {}): Promise<number> {
  adminOnly(ctx, 'list all users');
  return ctx.db.user.count({ where: listingClause(listing) });
}

function listingClause({ mode = 'all', companyId, departmentId }: UserListing): Prisma.UserWhereInput {
  return { isTombstone: false, companyId, departmentId, ...MODES[mode] };
}

async function lookUp<Shape extends Prisma.UserDefaultArgs>(ctx: Context, where: Prisma.UserWhereInput, shape?: Shape) {
  staffOnly(ctx, 'look users up');
  const user = await findUser(ctx, where, shape);
  demand(user, notFound('User'));
  return user;
}

async function findUser<Shape extends Prisma.UserDefaultArgs>(
  ctx: Context,
  where: Prisma.UserWhereInput,
  shape?: Shape,
) {
  const visible = { AND: [where, { isTombstone: false }, visibleUsers(signedIn(ctx))] };
  // As in `listUsers`.
  return (await ctx.db.user.findFirst({ ...shape, where: visible })) as Prisma.UserGetPayload<Shape> | null;
}
