import type { FieldWithValue } from '../domain/custom-field/custom-field-service.js';
import { listTicketFieldValues, setTicketCustomFields } from '../domain/ticket/ticket-custom-fields.js';
import type { Prisma } from '../generated/prisma/client.js';
import type { CustomFieldType } from '../generated/prisma/enums.js';
import { doing, taking } from './arguments.js';
import { builder } from './builder.js';
import { setTicketFieldParams, setTicketFieldsParams, ticketFieldsParams } from './field-params.js';

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

builder.queryField('TicketCustomFields', (t) =>
  t.field({
    type: [FieldValue],
    ...taking(ticketFieldsParams, ({ id, returnUnset }, ctx) => listTicketFieldValues(ctx, id, { returnUnset })),
  }),
);

builder.mutationFields((t) => ({
  SetCustomField: t.field(
    doing(setTicketFieldParams, ({ ticketId, fieldId, value }, ctx) =>
      setTicketCustomFields(ctx, ticketId, new Map([[fieldId, value]])),
    ),
  ),
  SetCustomFields: t.field(
    doing(setTicketFieldsParams, ({ ticketId, cf }, ctx) => setTicketCustomFields(ctx, ticketId, cf ?? new Map())),
  ),
}));
