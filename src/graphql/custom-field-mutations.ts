import { setAssetCustomFields } from '../domain/asset/asset-custom-fields.js';
import { setCompanyCustomFields } from '../domain/company/company-custom-fields.js';
import {
  createCustomField,
  deleteCustomField,
  type NewCustomField,
  updateCustomField,
} from '../domain/custom-field/custom-field-admin.js';
import { setTicketCustomFields } from '../domain/ticket/ticket-custom-fields.js';
import { setUserCustomFields } from '../domain/user/user-custom-fields.js';
import { Asset } from './asset.js';
import { builder } from './builder.js';
import { Company } from './company.js';
import { CustomField, CustomFieldValueInput, withFieldInputs } from './custom-field.js';
import { CustomFieldType, CustomFieldUsage } from './enums.js';
import { readId } from './ids.js';
import { mutationField } from './payload.js';
import { asList, idsOf, recordMutations } from './record-mutations.js';
import { Ticket } from './ticket.js';
import { User } from './user.js';

interface OptionChoice {
  readonly id?: string | number | null;
  readonly value: string;
}

const CustomFieldOptionInput = builder.inputRef<OptionChoice>('CustomFieldOptionInput').implement({
  description: 'A choice of a drop-down field.',
  fields: (t) => ({
    id: t.id({ description: 'The option, if it exists already; records that chose it go on having it.' }),
    value: t.string({ required: true, description: 'What is shown.' }),
  }),
});

recordMutations<NewCustomField>({
  node: CustomField,
  noun: 'a custom field',
  fields: (t, isNew) => ({
    name: t.string({ required: isNew, description: 'The name.' }),
    ...(isNew && {
      type: t.field({ type: CustomFieldType, required: true, description: 'What it holds; stays as it is.' }),
      usage: t.field({ type: CustomFieldUsage, required: true, description: 'What it belongs to; stays as it is.' }),
    }),
    mandatory: t.boolean({ description: 'Whether web forms ask for it.' }),
    forTechsOnly: t.boolean({ description: 'Whether only staff see and set it.' }),
    showInGrid: t.boolean({ description: 'Whether lists of tickets show it as a column.' }),
    position: t.int({ description: 'Its place among the fields, the smallest first.' }),
    categoryIds: t.idList({ description: 'All categories whose tickets have it; empty for every category.' }),
    options: t.field({
      type: [CustomFieldOptionInput],
      description:
        'All choices of a drop-down field in their order; those left out go, and so do values that chose them.',
    }),
  }),
  readers: { categoryIds: idsOf('Category'), options: readOptions },
  create: ['Adds a custom field with its options and categories; for administrators.', createCustomField],
  update: ['Changes a custom field. Values stay. For administrators.', updateCustomField],
  remove: ['Deletes a custom field with all its values; for administrators.', deleteCustomField],
});

for (const [node, entity, action, who] of [
  [Ticket, 'ticket', setTicketCustomFields, 'for its staff and its submitter'],
  [User, 'user', setUserCustomFields, 'for administrators'],
  [Company, 'company', setCompanyCustomFields, 'for administrators'],
  [Asset, 'asset', setAssetCustomFields, 'for staff'],
] as const) {
  mutationField(`set${node.name}CustomFields`, {
    description: `Sets custom fields of a record of the type ${node.name}, all that are given or none; ${who}.`,
    input: (t) => ({
      id: t.id({ required: true, description: `The ${entity}.` }),
      customFields: t.field({
        type: [CustomFieldValueInput],
        required: true,
        description: 'The new values; other fields keep theirs.',
      }),
    }),
    payload: { [entity]: { type: node, description: `The ${entity} after the change.` } },
    resolve: (ctx, { id, customFields }) => {
      const databaseId = readId(node.name, id);
      return withFieldInputs(customFields, async (inputs) => ({ [entity]: await action(ctx, databaseId, inputs) }));
    },
  });
}

function readOptions(options: unknown, field: string) {
  return asList(options).map((option, index) => {
    // The schema lets nothing else through.
    const { id, value } = option as OptionChoice;
    if (id === null || id === undefined) return { value };
    return { id: readId('CustomFieldOption', id, [field, String(index), 'id']), value };
  });
}
