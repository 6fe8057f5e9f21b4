import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../core/context.js';
import { signedIn } from '../core/principal.js';
import { visibleCustomFields, visibleFieldValues } from '../domain/custom-field/custom-field-policy.js';
import type { Prisma } from '../generated/prisma/client.js';
import type { CustomFieldUsage } from '../generated/prisma/enums.js';
import { builder } from './builder.js';
import { CustomField, CustomFieldValue } from './custom-field.js';
import { modelOf, type Row } from './model.js';
import { oncePerPlace } from './once-per-place.js';
import { selectionFor } from './selection.js';

const fieldOrder = [{ position: 'asc' }, { id: 'asc' }] as const;
const valueOrder: Prisma.CustomFieldValueOrderByWithRelationInput[] = [
  { field: { position: 'asc' } },
  { fieldId: 'asc' },
];

interface Definition extends Row {
  readonly categories: readonly { readonly categoryId: number }[];
}

interface Value {
  readonly fieldId: number;
}

for (const [typeName, usage] of [
  ['User', 'USER'],
  ['Company', 'COMPANY'],
  ['Asset', 'ASSET'],
] as const) {
  builder.prismaObjectField(typeName, 'customFields', (t) =>
    t.field({
      type: [CustomFieldValue],
      description: 'The values of its custom fields that you can see.',
      args: { includeUnset: t.arg.boolean({ defaultValue: false, description: 'Also the fields without a value.' }) },
      select: (_args, ctx, nestedSelection) => ({ fieldValues: nestedSelection(valuesQuery(ctx)) }),
      resolve: ({ fieldValues }, { includeUnset }, ctx, info) =>
        includeUnset ? withUnset(fieldValues, fieldsWhere(ctx, info, usage)) : fieldValues,
    }),
  );
}

builder.prismaObjectField('Ticket', 'customFields', (t) =>
  t.field({
    type: [CustomFieldValue],
    description: 'The values of its custom fields that you can see.',
    args: {
      includeUnset: t.arg.boolean({ defaultValue: false, description: "Also the category's fields without a value." }),
    },
    select: (_args, ctx, nestedSelection) => ({ categoryId: true, fieldValues: nestedSelection(valuesQuery(ctx)) }),
    resolve: async ({ categoryId, fieldValues }, { includeUnset }, ctx, info) => {
      if (!includeUnset) return fieldValues;
      return withUnset(fieldValues, fieldsWhere(ctx, info, 'TICKET').then(ofCategory(categoryId)));
    },
  }),
);

builder.prismaObjectField('Category', 'customFieldDefinitions', (t) =>
  t.field({
    type: [CustomField],
    description: 'The custom fields that its tickets have: its own and those of all categories.',
    resolve: ({ id }, _args, ctx, info) => definitionsBeneath(ctx, info, 'TICKET', []).then(ofCategory(id)),
  }),
);

function valuesQuery(ctx: Context) {
  return {
    where: visibleFieldValues(signedIn(ctx)),
    orderBy: valueOrder,
    select: { id: true as const, fieldId: true as const },
  };
}

const ofCategory = (categoryId: number) => (definitions: readonly Definition[]) =>
  definitions.filter(
    ({ categories }) => categories.length === 0 || categories.some((own) => own.categoryId === categoryId),
  );

function fieldsWhere(ctx: Context, info: GraphQLResolveInfo, usage: CustomFieldUsage) {
  return definitionsBeneath(ctx, info, usage, ['field']);
}

/** All fields of a use, with what the client asked for about them at the path beneath; read once for all rows of a list. */
function definitionsBeneath(
  ctx: Context,
  info: GraphQLResolveInfo,
  usage: CustomFieldUsage,
  path: string[],
): Promise<readonly Definition[]> {
  const select = { id: true, categories: { select: { categoryId: true } } } as const;
  // As in `visibleOne`, every row plans and one plan is run.
  const shape = selectionFor(ctx, info, {
    typeName: CustomField.name,
    ...(path.length > 0 && { paths: [path] }),
    select,
  });
  return oncePerPlace(ctx, info, async () => {
    const where = { AND: [visibleCustomFields(signedIn(ctx)), { usage }] };
    const kind = { node: CustomField, visible: visibleCustomFields };
    const rows = await modelOf(ctx, kind).findMany({ ...shape, where, orderBy: [...fieldOrder] });
    // The selection above asks for the categories.
    return rows as Definition[];
  });
}

/** The values in the order of the fields, empty ones for fields that have none. */
async function withUnset<Set extends Value>(values: readonly Set[], fields: Promise<readonly Definition[]>) {
  const byField = new Map(values.map((value) => [value.fieldId, value]));
  const unset = { text: null, date: null, option: null, optionId: null, checked: null };
  return (await fields).map((field) => {
    // It has all that a stored value has, for whichever fields are asked for.
    return byField.get(field.id) ?? ({ id: 0, fieldId: field.id, field, ...unset } as unknown as Set);
  });
}
