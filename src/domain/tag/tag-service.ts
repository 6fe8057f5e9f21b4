import { checkName, isId } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { demand, notFound } from '../../core/errors.js';
import { demandFreeName, nameColumns } from '../../core/names.js';
import { staffOnly } from '../../core/principal.js';
import { caseKey } from '../../core/text.js';
import type { Tag } from '../../generated/prisma/client.js';

const NAME_LENGTH_MAX = 100;

/** The tags of these names, made where they are missing, in their first spelling; safe when two callers make the same tag. */
export async function findOrCreateTags(tx: Context, names: readonly string[]): Promise<Tag[]> {
  const byKey = new Map(names.toReversed().map((name) => [caseKey(name), checkName('tags', name, NAME_LENGTH_MAX)]));
  if (byKey.size === 0) return [];
  const tags = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([nameKey, name]) => ({ nameKey, name }));
  await tx.db.tag.createMany({ data: tags, skipDuplicates: true });
  return tx.db.tag.findMany({ where: { nameKey: { in: [...byKey.keys()] } }, orderBy: { id: 'asc' } });
}

/** Adds a tag that nothing has yet; CONFLICT when there is one of that name. */
export async function createTag(ctx: Context, name: string): Promise<Tag> {
  staffOnly(ctx, 'add tags');
  return demandFreeName('tag', ctx.db.tag.create({ data: nameColumns('name', name, NAME_LENGTH_MAX) }));
}

/** Renames a tag wherever it is used; CONFLICT when there is one of that name. */
export async function renameTag(ctx: Context, id: number, name: string): Promise<Tag> {
  staffOnly(ctx, 'rename tags');
  const data = nameColumns('name', name, NAME_LENGTH_MAX);
  await getTag(ctx, id);
  return demandFreeName('tag', ctx.db.tag.update({ where: { id }, data }));
}

/** Deletes a tag and takes it off everything that has it. */
export async function deleteTag(ctx: Context, id: number): Promise<Tag> {
  staffOnly(ctx, 'delete tags');
  await getTag(ctx, id);
  return ctx.db.tag.delete({ where: { id } });
}

/** Staff see every tag. */
async function getTag(ctx: Context, id: number): Promise<Tag> {
  const tag = isId(id) ? await ctx.db.tag.findUnique({ where: { id } }) : null;
  demand(tag, notFound('Tag'));
  return tag;
}
