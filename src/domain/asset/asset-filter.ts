import { everything, type FilterField, type FilterSpec } from '../../core/filter-spec.js';
import type { OrderSpec } from '../../core/keyset.js';
import { visibleFieldValues } from '../custom-field/custom-field-policy.js';
import { visibleTickets } from '../ticket/ticket-policy.js';
import { visibleUsers } from '../user/user-policy.js';
import { visibleAssets } from './asset-policy.js';

export const assetFilter: FilterSpec = {
  entity: 'Asset',
  fields: {
    modelName: { kind: 'text', column: 'modelName', description: 'The model.' },
    serialNumber: { kind: 'text', column: 'serialNumber', description: 'The serial number; empty when unknown.' },
    location: { kind: 'text', column: 'location', description: 'Where it stands; may be empty.' },
    comments: { kind: 'text', column: 'comments', isStaffOnly: true, description: 'Notes of staff; for staff only.' },
    quantity: { kind: 'integer', column: 'quantity', description: 'How many there are.' },
    isDisabled: { kind: 'boolean', column: 'isDisabled', description: 'Is out of use.' },
    createdAt: { kind: 'dateTime', column: 'createdAt', description: 'When it was added.' },
    updatedAt: { kind: 'dateTime', column: 'updatedAt', description: 'When it last changed.' },
    type: one('type', 'AssetType', 'What kind of thing it is.'),
    manufacturer: one('manufacturer', 'Manufacturer', 'Who made it.'),
    supplier: one('supplier', 'Supplier', 'Who sold it.'),
    company: { ...one('company', 'Company', 'The company it belongs to.'), isNullable: true },
    users: {
      kind: 'many',
      relation: 'users',
      through: 'user',
      entity: 'User',
      visible: visibleUsers,
      description: 'Who uses it.',
    },
    tickets: {
      kind: 'many',
      relation: 'tickets',
      through: 'ticket',
      entity: 'Ticket',
      visible: visibleTickets,
      description: 'The tickets about it.',
    },
    customFields: {
      kind: 'customFields',
      visible: visibleFieldValues,
      description: 'Values of custom fields; all must match.',
    },
  },
};

/** What the filters of other records say about their assets. */
export const assetsOf = {
  ticket: { assets: many('asset', 'The assets it is about.') },
  user: { assets: many('asset', 'The assets the user has.') },
  company: { assets: many(undefined, 'The assets that belong to it.') },
  lookup: { assets: many(undefined, 'The assets that have it.') },
} satisfies Record<string, Record<string, FilterField>>;

export const assetOrder: OrderSpec = {
  fields: {
    modelName: { path: ['modelName'], type: 'text', description: 'The model.' },
    serialNumber: { path: ['serialNumber'], type: 'text', description: 'The serial number.' },
    location: { path: ['location'], type: 'text', description: 'Where it stands.' },
    type: { path: ['type', 'name'], type: 'text', description: 'The name of the type.' },
    createdAt: { path: ['createdAt'], type: 'dateTime', description: 'When it was added.' },
    updatedAt: { path: ['updatedAt'], type: 'dateTime', description: 'When it last changed.' },
  },
  standard: [{ field: 'modelName', direction: 'ASC' }],
};

/** The three tables that assets choose from are filtered alike. */
export function assetLookupFilter(entity: string): FilterSpec {
  return { entity, fields: { name: { kind: 'text', column: 'name', description: 'The name.' } } };
}

export const assetLookupOrder: OrderSpec = {
  fields: { name: { path: ['name'], type: 'text', description: 'The name.' } },
  standard: [{ field: 'name', direction: 'ASC' }],
};

/** What an asset is and belongs to is shown with it, whoever looks. */
function one(relation: string, entity: string, description: string) {
  return { kind: 'one', relation, entity, visible: everything, description } as const;
}

function many(through: string | undefined, description: string): FilterField {
  const field = { kind: 'many', relation: 'assets', entity: 'Asset', visible: visibleAssets, description } as const;
  return { ...field, ...(through && { through }) };
}
