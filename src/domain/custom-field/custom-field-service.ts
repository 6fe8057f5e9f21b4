import { isId } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { demand, notFound } from '../../core/errors.js';
import { signedIn } from '../../core/principal.js';
import type { Prisma } from '../../generated/prisma/client.js';
import { visibleCustomFields } from './custom-field-policy.js';
import { type FieldData, type FieldWithOptions, parseFieldText } from './custom-field-rules.js';

/** The record that values belong to. */
export type FieldOwner = { ticketId: number } | { userId: number } | { companyId: number } | { assetId: number };

/** Field ids with their new values as text. */
export type FieldTexts = ReadonlyMap<number, string>;

const fieldOrder = [{ position: 'asc' }, { id: 'asc' }] satisfies Prisma.CustomFieldOrderByWithRelationInput[];

/** The fields the caller can see among those that `where` selects, in the desk's order, options included. */
export async function listCustomFields(ctx: Context, where: Prisma.CustomFieldWhereInput): Promise<FieldWithOptions[]> {
  return ctx.db.customField.findMany({
    where: { AND: [visibleCustomFields(signedIn(ctx)), where] },
    include: { options: { orderBy: [{ position: 'asc' }, { id: 'asc' }] } },
    orderBy: fieldOrder,
  });
}

/** Sets the values of one owner, all or none; empty text clears. `among` selects the fields the owner has. */
export async function writeFieldTexts(
  tx: Context,
  owner: FieldOwner,
  texts: FieldTexts,
  among: Prisma.CustomFieldWhereInput,
): Promise<void> {
  if (texts.size === 0) return;
  demand([...texts.keys()].every(isId), notFound('Custom field'));
  const fields = await listCustomFields(tx, { AND: [among, { id: { in: [...texts.keys()] } }] });
  demand(fields.length === texts.size, notFound('Custom field'));

  const values = fields.map((field) => ({ fieldId: field.id, data: parseFieldText(field, texts.get(field.id) ?? '') }));
  for (const { fieldId, data } of values) await writeValue(tx, owner, fieldId, data);
}

async function writeValue(tx: Context, owner: FieldOwner, fieldId: number, data: FieldData | null): Promise<void> {
  const key = { ...owner, fieldId };
  if (data === null) {
    await tx.db.customFieldValue.deleteMany({ where: key });
    return;
  }
  const { count } = await tx.db.customFieldValue.updateMany({ where: key, data });
  if (count === 0) await tx.db.customFieldValue.create({ data: { ...key, ...data } });
}
