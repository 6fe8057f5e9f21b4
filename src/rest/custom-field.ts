import { getCategory } from '../domain/category/category-service.js';
import { listCompanyFieldValues, setCompanyCustomFields } from '../domain/company/company-custom-fields.js';
import { fieldsOfCategory } from '../domain/custom-field/custom-field-policy.js';
import { type FieldWithValue, listCustomFields } from '../domain/custom-field/custom-field-service.js';
import { listTicketFieldValues, setTicketCustomFields } from '../domain/ticket/ticket-custom-fields.js';
import { listUserFieldValues } from '../domain/user/user-custom-fields.js';
import type { Prisma } from '../generated/prisma/client.js';
import type { CustomFieldType } from '../generated/prisma/enums.js';
import { doing, taking } from './arguments.js';
import { builder } from './builder.js';
import {
  categoryFieldsParams,
  companyFieldsParams,
  setCompanyFieldParams,
  setTicketFieldParams,
  setTicketFieldsParams,
  ticketFieldsParams,
  userFieldsParams,
} from './field-params.js';

/** Loads a value with its field. */
export const fieldValueRow = {
  include: { field: { include: { options: true } }, option: true },
} as const satisfies Prisma.CustomFieldValueDefaultArgs;

/** A loaded value as the wire's type takes it. */
export function fieldWithValue({ field, ...value }: Prisma.CustomFieldValueGetPayload<typeof fieldValueRow>) {
  return { field, value };
}

const TYPE_NUMBERS: Record<CustomFieldType, number> = { TEXT: 1, DATE: 2, DROPDOWN: 3, CHECKBOX: 4, MULTILINE: 5 };

const FieldOption = builder.objectRef<{ id: number; value: string }>('FieldOption').implement({
  description: 'A choice of a drop-down field.',
  fields: (t) => ({ OptionID: t.exposeInt('id'), Value: t.exposeString('value') }),
});

/** Custom field of the wire with its value (rest.md § 2.7). */
export const FieldValue = builder
  .objectRef<FieldWithValue & { readonly showOptions?: boolean }>('FieldValue')
  .implement({
    description: 'A custom field with its value.',
    fields: (t) => ({
      FieldID: t.int({ resolve: ({ field }) => field.id }),
      FieldName: t.string({ resolve: ({ field }) => field.name }),
      Type: t.int({
        description: '1 text, 2 date, 3 drop-down, 4 checkbox, 5 text of several lines.',
        resolve: ({ field }) => TYPE_NUMBERS[field.type],
      }),
      UsageType: t.int({ resolve: () => 0 }),
      AccessType: t.int({ resolve: () => 0 }),
      Value: t.string({ nullable: true, resolve: valueText }),
      ValueWithOption: t.string({ nullable: true, resolve: ({ value }) => value?.option?.value ?? null }),
      OptionID: t.int({ nullable: true, resolve: ({ value }) => value?.optionId ?? null }),
      Mandatory: t.boolean({ resolve: ({ field }) => field.mandatory }),
      ForTechsOnly: t.boolean({ resolve: ({ field }) => field.forTechsOnly }),
      OrderByNumber: t.int({ resolve: ({ field }) => field.position }),
      ShowInGrid: t.boolean({ resolve: ({ field }) => field.showInGrid }),
      SelectionComboOptions: t.field({
        type: [FieldOption],
        nullable: true,
        description: 'Options of a drop-down; null in lists of values.',
        resolve: ({ field, showOptions }) => (showOptions && field.type === 'DROPDOWN' ? [...field.options] : null),
      }),
    }),
  });

/** A checked box is a check mark; an unchecked one empty (rest.md § 2.7). */
function valueText({ value }: FieldWithValue): string | null {
  if (!value) return null;
  if (value.checked !== null) return value.checked ? '✓' : '';
  return value.option?.value ?? value.text ?? value.date?.toISOString().slice(0, 10) ?? null;
}

builder.queryFields((t) => ({
  TicketCustomFields: t.field({
    type: [FieldValue],
    ...taking(ticketFieldsParams, ({ id, returnUnset }, ctx) => listTicketFieldValues(ctx, id, { returnUnset })),
  }),
  CompanyCustomFields: t.field({
    type: [FieldValue],
    ...taking(companyFieldsParams, async ({ id }, ctx) => withValue(await listCompanyFieldValues(ctx, id))),
  }),
  UserCustomFields: t.field({
    type: [FieldValue],
    ...taking(userFieldsParams, ({ userId }, ctx) => listUserFieldValues(ctx, userId)),
  }),
  CustomFieldsForCategory: t.field({
    type: [FieldValue],
    ...taking(categoryFieldsParams, async ({ categoryId }, ctx) => {
      await getCategory(ctx, categoryId);
      const fields = await listCustomFields(ctx, fieldsOfCategory(categoryId));
      return fields.map((field) => ({ field, value: null, showOptions: true }));
    }),
  }),
}));

builder.mutationFields((t) => ({
  SetCustomFieldForCompany: t.field(
    doing(setCompanyFieldParams, ({ id, fieldId, value }, ctx) =>
      setCompanyCustomFields(ctx, id, new Map([[fieldId, value]])),
    ),
  ),
  SetCustomField: t.field(
    doing(setTicketFieldParams, ({ ticketId, fieldId, value }, ctx) =>
      setTicketCustomFields(ctx, ticketId, new Map([[fieldId, value]])),
    ),
  ),
  SetCustomFields: t.field(
    doing(setTicketFieldsParams, ({ ticketId, cf }, ctx) => setTicketCustomFields(ctx, ticketId, cf ?? new Map())),
  ),
}));

/** Fields that are not set are left out (rest.md § 3.8.2). */
function withValue(fields: readonly FieldWithValue[]): FieldWithValue[] {
  return fields.filter(({ value }) => value !== null);
}
