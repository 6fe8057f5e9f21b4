import type { FilterSpec } from '../../core/filter-spec.js';
import type { OrderSpec } from '../../core/keyset.js';

export const customFieldFilter: FilterSpec = {
  entity: 'CustomField',
  fields: {
    name: { kind: 'text', column: 'name', description: 'The name.' },
    type: { kind: 'enum', column: 'type', type: 'CustomFieldType', description: 'What it holds.' },
    usage: { kind: 'enum', column: 'usage', type: 'CustomFieldUsage', description: 'What it belongs to.' },
    mandatory: { kind: 'boolean', column: 'mandatory', description: 'Asked for in web forms.' },
    forTechsOnly: { kind: 'boolean', column: 'forTechsOnly', description: 'Only staff see and set it.' },
  },
};

export const customFieldOrder: OrderSpec = {
  fields: {
    position: { path: ['position'], type: 'integer', description: "The desk's own order." },
    name: { path: ['name'], type: 'text', description: 'The name.' },
  },
  standard: [{ field: 'position', direction: 'ASC' }],
};
