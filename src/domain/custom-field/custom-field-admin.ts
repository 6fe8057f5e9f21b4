import { checkInteger, checkName, isId } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { demand, invalid, notFound } from '../../core/errors.js';
import { adminOnly } from '../../core/principal.js';
import type { CustomField } from '../../generated/prisma/client.js';
import type { CustomFieldType, CustomFieldUsage } from '../../generated/prisma/enums.js';
import { type OptionDraft, replaceOptions } from './custom-field-options.js';

export interface NewCustomField {
  readonly name: string;
  readonly type: CustomFieldType;
  readonly usage: CustomFieldUsage;
  /** Asked for in web forms. */
  readonly mandatory?: boolean;
  /** Only staff see and set it. */
  readonly forTechsOnly?: boolean;
  readonly showInGrid?: boolean;
  /** Its place among the fields, the smallest first. */
  readonly position?: number;
  /** The categories whose tickets have it; none means all. */
  readonly categoryIds?: readonly number[];
  /** The choices of a drop-down, in their order. */
  readonly options?: readonly OptionDraft[];
}

/** Absent keeps, a value sets. What a field holds and what it belongs to stays as it is. */
export type CustomFieldPatch = Partial<Omit<NewCustomField, 'type' | 'usage'>>;

/** Adds a field with its options and categories. */
export async function createCustomField(ctx: Context, input: NewCustomField): Promise<CustomField> {
  adminOnly(ctx, 'set up custom fields');
  const { type, usage, categoryIds = [], options = [] } = input;
  const data = { ...readColumns(input), name: checkName('name', input.name), type, usage };
  demandFitting(data, { categoryIds, options });

  return ctx.inTransaction(async (tx) => {
    const field = await tx.db.customField.create({ data });
    await setCategories(tx, field.id, categoryIds);
    await replaceOptions(tx, field.id, options);
    return field;
  });
}

/** Changes a field. Values stay, except those whose option is gone. */
export async function updateCustomField(ctx: Context, id: number, patch: CustomFieldPatch): Promise<CustomField> {
  adminOnly(ctx, 'set up custom fields');
  const data = readColumns(patch);

  return ctx.inTransaction(async (tx) => {
    const before = await lockField(tx, id);
    demandFitting(before, patch);
    if (patch.categoryIds) await setCategories(tx, id, patch.categoryIds);
    if (patch.options) await replaceOptions(tx, id, patch.options);
    return tx.db.customField.update({ where: { id }, data });
  });
}

/** Deletes a field with all its values. */
export async function deleteCustomField(ctx: Context, id: number): Promise<CustomField> {
  adminOnly(ctx, 'set up custom fields');
  return ctx.inTransaction(async (tx) => {
    await lockField(tx, id);
    return tx.db.customField.delete({ where: { id } });
  });
}

function readColumns({ name, mandatory, forTechsOnly, showInGrid, position }: CustomFieldPatch) {
  return {
    name: name === undefined ? undefined : checkName('name', name),
    mandatory,
    forTechsOnly,
    showInGrid,
    position: position === undefined ? undefined : checkInteger('position', position, 0),
  };
}

function demandFitting({ type, usage }: Pick<CustomField, 'type' | 'usage'>, parts: CustomFieldPatch): void {
  const { categoryIds = [], options = [] } = parts;
  demand(usage === 'TICKET' || categoryIds.length === 0, invalid('categoryIds', 'Only ticket fields have categories.'));
  demand(type === 'DROPDOWN' || options.length === 0, invalid('options', 'Only drop-down fields have options.'));
}

/** Two administrators who change a field at once do so one after the other. */
async function lockField(tx: Context, id: number): Promise<CustomField> {
  demand(isId(id), notFound('Custom field'));
  await tx.db.$queryRaw`SELECT 1 FROM "CustomField" WHERE id = ${id} FOR UPDATE`;
  const field = await tx.db.customField.findUnique({ where: { id } });
  demand(field, notFound('Custom field'));
  return field;
}

async function setCategories(tx: Context, fieldId: number, categoryIds: readonly number[]): Promise<void> {
  const wanted = [...new Set(categoryIds)];
  const areIds = wanted.every(isId);
  const found = areIds ? await tx.db.category.count({ where: { id: { in: wanted } } }) : -1;
  demand(found === wanted.length, invalid('categoryIds', 'There is no such category.'));
  await tx.db.customFieldCategory.deleteMany({ where: { fieldId, categoryId: { notIn: wanted } } });
  const rows = wanted.map((categoryId) => ({ fieldId, categoryId }));
  await tx.db.customFieldCategory.createMany({ data: rows, skipDuplicates: true });
}
