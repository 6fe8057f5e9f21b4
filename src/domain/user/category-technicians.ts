import { isId } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { demand, notFound } from '../../core/errors.js';
import { adminOnly, staffOnly } from '../../core/principal.js';
import type { Category, Prisma, User } from '../../generated/prisma/client.js';
import { getCategory } from '../category/category-service.js';
import { assignableUsers } from './user-policy.js';

/** Who works, or worked, in which category. */
export interface CategoryTechnician {
  readonly category: Category;
  readonly user: User;
}

/** The users who can be made assignee of tickets in a category, by username; for staff. */
export async function listAssignableUsers<Shape extends Prisma.UserDefaultArgs>(
  ctx: Context,
  categoryId: number,
  shape?: Shape,
) {
  staffOnly(ctx, 'list technicians');
  const { id } = await getCategory(ctx, categoryId);
  const users = await ctx.db.user.findMany({
    ...shape,
    where: assignableUsers(id),
    orderBy: [{ username: 'asc' }, { id: 'asc' }],
  });
  // The rows have the asked-for shape; Prisma cannot infer it through a spread type parameter.
  return users as Prisma.UserGetPayload<Shape>[];
}

interface Membership {
  readonly categoryId: number;
  readonly userId: number;
}

/** Makes a user a technician of a category; one who is already stays one. For administrators. */
export async function addCategoryTechnician(ctx: Context, row: Membership): Promise<CategoryTechnician> {
  return changeTechnician(ctx, row, (tx) => tx.db.categoryTechnician.createMany({ data: [row], skipDuplicates: true }));
}

/** Takes a category away from a technician; assigned tickets stay. For administrators. */
export async function removeCategoryTechnician(ctx: Context, row: Membership): Promise<CategoryTechnician> {
  return changeTechnician(ctx, row, (tx) => tx.db.categoryTechnician.deleteMany({ where: row }));
}

async function changeTechnician(
  ctx: Context,
  { categoryId, userId }: Membership,
  write: (tx: Context) => PromiseLike<{ count: number }>,
): Promise<CategoryTechnician> {
  adminOnly(ctx, 'choose technicians');
  return ctx.inTransaction(async (tx) => {
    const category = await getCategory(tx, categoryId);
    const where = { id: userId, isTombstone: false };
    const user = isId(userId) ? await tx.db.user.findFirst({ where }) : null;
    demand(user, notFound('User'));
    const { count } = await write(tx);
    if (count > 0) tx.publish({ name: 'user.changed', userId });
    return { category, user };
  });
}
