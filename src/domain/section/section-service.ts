import { checkInteger, isId } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { demand, notFound } from '../../core/errors.js';
import { demandFreeName, nameColumns } from '../../core/names.js';
import { adminOnly } from '../../core/principal.js';
import type { Section } from '../../generated/prisma/client.js';

export interface NewSection {
  readonly name: string;
  /** Its place among the sections, the smallest first. */
  readonly position?: number;
}

/** Absent keeps, a value sets. */
export type SectionPatch = Partial<NewSection>;

const NAME_LENGTH_MAX = 250;

/** Adds a group for categories; CONFLICT when the name is taken. */
export async function createSection(ctx: Context, { name, position = 0 }: NewSection): Promise<Section> {
  adminOnly(ctx, 'set up sections');
  const data = { ...nameColumns('name', name, NAME_LENGTH_MAX), position: checkInteger('position', position, 0) };
  return demandFreeName('section', ctx.db.section.create({ data }));
}

/** Changes a section; CONFLICT when the new name is taken. */
export async function updateSection(ctx: Context, id: number, { name, position }: SectionPatch): Promise<Section> {
  adminOnly(ctx, 'set up sections');
  const names = name === undefined ? {} : nameColumns('name', name, NAME_LENGTH_MAX);
  if (position !== undefined) checkInteger('position', position, 0);
  await demandSection(ctx, id);
  return demandFreeName('section', ctx.db.section.update({ where: { id }, data: { ...names, position } }));
}

/** Deletes a section. Its categories stay, without one. */
export async function deleteSection(ctx: Context, id: number): Promise<Section> {
  adminOnly(ctx, 'set up sections');
  await demandSection(ctx, id);
  return ctx.db.section.delete({ where: { id } });
}

/** Administrators see every section. */
async function demandSection(ctx: Context, id: number): Promise<void> {
  demand(isId(id) && (await ctx.db.section.count({ where: { id } })) === 1, notFound('Section'));
}
