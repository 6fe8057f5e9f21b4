import { checkEmail, checkInteger, checkName, isId } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { conflict, demand, invalid } from '../../core/errors.js';
import { adminOnly } from '../../core/principal.js';
import type { Category, Prisma } from '../../generated/prisma/client.js';
import { getCategory } from './category-service.js';

export interface NewCategory {
  readonly name: string;
  readonly sectionId?: number | null;
  /** Only staff see it and file tickets in it. */
  readonly forTechsOnly?: boolean;
  /** Sender of the mails about its tickets. */
  readonly fromAddress?: string | null;
  /** Its place in its section, the smallest first. */
  readonly position?: number;
}

/** Absent keeps, a value sets, null clears. */
export type CategoryPatch = Partial<NewCategory>;

const NAME_LENGTH_MAX = 250;

/** Adds a category. */
export async function createCategory(ctx: Context, input: NewCategory): Promise<Category> {
  adminOnly(ctx, 'set up categories');
  const data = { ...readColumns(input), name: checkName('name', input.name, NAME_LENGTH_MAX) };
  await demandSection(ctx, input.sectionId);
  return ctx.db.category.create({ data });
}

/** Changes a category. */
export async function updateCategory(ctx: Context, id: number, patch: CategoryPatch): Promise<Category> {
  adminOnly(ctx, 'set up categories');
  const data = readColumns(patch);
  await getCategory(ctx, id);
  await demandSection(ctx, patch.sectionId);
  return ctx.db.category.update({ where: { id }, data });
}

/** Deletes a category that no ticket and no custom field depends on; its technicians lose their right to it. */
export async function deleteCategory(ctx: Context, id: number): Promise<Category> {
  adminOnly(ctx, 'set up categories');

  return ctx.inTransaction(async (tx) => {
    const category = await getCategory(tx, id);
    const technicians = await tx.db.categoryTechnician.findMany({ where: { categoryId: id } });
    demand((await tx.db.customField.count({ where: onlyIn(id) })) === 0, conflict(FIELD_IS_LEFT));
    const { count } = await tx.db.category.deleteMany({ where: { id, tickets: { none: {} } } });
    demand(count === 1, conflict('There are tickets in the category. Move or delete them first.'));
    for (const { userId } of technicians) tx.publish({ name: 'user.changed', userId });
    return category;
  });
}

const FIELD_IS_LEFT =
  'A custom field belongs to this category alone. Delete the field or give it another category first.';

/** The fields that would appear in every category if this one went away. */
function onlyIn(categoryId: number): Prisma.CustomFieldWhereInput {
  return { categories: { some: { categoryId }, every: { categoryId } } };
}

function readColumns({ name, sectionId, forTechsOnly, fromAddress, position }: CategoryPatch) {
  return {
    name: name === undefined ? undefined : checkName('name', name, NAME_LENGTH_MAX),
    sectionId,
    forTechsOnly,
    fromAddress: fromAddress ? checkEmail('fromAddress', fromAddress) : fromAddress,
    position: position === undefined ? undefined : checkInteger('position', position, 0),
  };
}

async function demandSection(ctx: Context, id: number | null | undefined): Promise<void> {
  if (id === undefined || id === null) return;
  demand(
    isId(id) && (await ctx.db.section.count({ where: { id } })) === 1,
    invalid('sectionId', 'There is no such section.'),
  );
}
