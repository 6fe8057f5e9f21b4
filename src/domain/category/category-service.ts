import { isId } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { demand, notFound } from '../../core/errors.js';
import { signedIn } from '../../core/principal.js';
import type { Prisma } from '../../generated/prisma/client.js';
import { visibleCategories } from './category-policy.js';

/** A category the caller can see. */
export async function getCategory(ctx: Context, id: number, shape: Prisma.CategoryDefaultArgs = {}) {
  const where = { AND: [{ id }, visibleCategories(signedIn(ctx))] };
  const category = isId(id) ? await ctx.db.category.findFirst({ ...shape, where }) : null;
  demand(category, notFound('Category'));
  return category;
}

/** All categories the caller can see: sections in the desk's order, then categories in theirs. */
export async function listCategories<Shape extends Prisma.CategoryDefaultArgs>(ctx: Context, shape: Shape) {
  const categories = await ctx.db.category.findMany({
    ...shape,
    where: visibleCategories(signedIn(ctx)),
    orderBy: [
      { section: { position: 'asc' } },
      { section: { name: 'asc' } },
      { position: 'asc' },
      { name: 'asc' },
      { id: 'asc' },
    ],
  });
  // The rows have the asked-for shape; Prisma cannot infer it through a spread type parameter.
  return categories as Prisma.CategoryGetPayload<Shape>[];
}
