import type { FilterSpec } from '../../core/filter-spec.js';
import type { OrderSpec } from '../../core/keyset.js';

export const tagFilter: FilterSpec = {
  entity: 'Tag',
  fields: {
    name: { kind: 'text', column: 'name', description: 'The name.' },
  },
};

export const tagOrder: OrderSpec = {
  fields: {
    name: { path: ['name'], type: 'text', description: 'The name.' },
  },
  standard: [{ field: 'name', direction: 'ASC' }],
};
