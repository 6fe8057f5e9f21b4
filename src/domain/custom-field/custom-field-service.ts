import { isId } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { demand, notFound } from '../../core/errors.js';
import { signedIn } from '../../core/principal.js';
import type { Prisma } from '../../generated/prisma/client.js';
import { visibleCustomFields } from './custom-field-policy.js';
import {
  type FieldData,
  type FieldInput,
  type FieldValueWithOption,
  type FieldWithOptions,
  readableValue,
  readFieldInput,
} from './custom-field-rules.js';

/** The record that values belong to. */
export type FieldOwner = { ticketId: number } | { userId: number } | { companyId: number } | { assetId: number };

/** Field ids with their new values as text. */
export type FieldTexts = ReadonlyMap<number, string>;

/** Field ids with their new values. */
export type FieldInputs = ReadonlyMap<number, FieldInput>;

/** A field and what it holds on one record. */
export interface FieldWithValue {
  readonly field: FieldWithOptions;
  readonly value: FieldValueWithOption | null;
}

/** A field that has another value now, in a form that people can read. */
export interface FieldChange {
  readonly field: FieldWithOptions;
  readonly before: string | boolean | null;
  readonly after: string | boolean | null;
}

const fieldOrder = [{ position: 'asc' }, { id: 'asc' }] satisfies Prisma.CustomFieldOrderByWithRelationInput[];
const withOptions = { options: { orderBy: [{ position: 'asc' }, { id: 'asc' }] } } satisfies Prisma.CustomFieldInclude;

/** The fields the caller can see among those that `where` selects, in the desk's order, options included. */
export async function listCustomFields(ctx: Context, where: Prisma.CustomFieldWhereInput): Promise<FieldWithOptions[]> {
  return ctx.db.customField.findMany({
    where: { AND: [visibleCustomFields(signedIn(ctx)), where] },
    include: withOptions,
    orderBy: fieldOrder,
  });
}

/** The same with what they hold on a record that the caller is known to see. */
export async function listFieldValues(
  ctx: Context,
  owner: FieldOwner,
  where: Prisma.CustomFieldWhereInput,
): Promise<FieldWithValue[]> {
  const fields = await ctx.db.customField.findMany({
    where: { AND: [visibleCustomFields(signedIn(ctx)), where] },
    include: { ...withOptions, values: { where: owner, include: { option: true } } },
    orderBy: fieldOrder,
  });
  return fields.map(({ values, ...field }) => ({ field, value: values[0] ?? null }));
}

/**
 * Sets values of one record, all or none, and answers what changed. `among` selects the fields the record has; whether
 * the caller may write to it is for the record's own action to check.
 */
export async function writeFieldValues(
  tx: Context,
  owner: FieldOwner,
  inputs: FieldInputs,
  among: Prisma.CustomFieldWhereInput,
): Promise<FieldChange[]> {
  if (inputs.size === 0) return [];
  const ids = [...inputs.keys()];
  demand(ids.every(isId), notFound('Custom field'));
  const fields = await listFieldValues(tx, owner, { AND: [among, { id: { in: ids } }] });
  demand(fields.length === ids.length, notFound('Custom field'));

  const written = fields.map(({ field, value }) => ({
    field,
    value,
    data: readFieldInput(field, inputs.get(field.id) ?? null),
  }));
  for (const { field, data } of written) await writeValue(tx, owner, field.id, data);
  return written.flatMap(({ field, value, data }) => {
    const [before, after] = [readableValue(field, value), readableValue(field, data)];
    return before === after ? [] : [{ field, before, after }];
  });
}

/** Two callers may set the same field of a record at once: the last one counts. */
async function writeValue(tx: Context, owner: FieldOwner, fieldId: number, data: FieldData | null): Promise<void> {
  const key = { ...owner, fieldId };
  if (data === null) {
    await tx.db.customFieldValue.deleteMany({ where: key });
    return;
  }
  const { count } = await tx.db.customFieldValue.createMany({ data: [{ ...key, ...data }], skipDuplicates: true });
  if (count === 0) await tx.db.customFieldValue.updateMany({ where: key, data });
}
