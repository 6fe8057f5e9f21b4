import { checkName } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { caseKey } from '../../core/text.js';
import type { Tag } from '../../generated/prisma/client.js';

/** The tags of these names, made where they are missing; safe when two callers make the same tag. */
export async function findOrCreateTags(tx: Context, names: readonly string[]): Promise<Tag[]> {
  const byKey = new Map(names.map((name) => [caseKey(name), checkName('tags', name, 100)]));
  if (byKey.size === 0) return [];
  const tags = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([nameKey, name]) => ({ nameKey, name }));
  await tx.db.tag.createMany({ data: tags, skipDuplicates: true });
  return tx.db.tag.findMany({ where: { nameKey: { in: [...byKey.keys()] } }, orderBy: { id: 'asc' } });
}
