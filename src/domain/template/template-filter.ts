import type { FilterSpec } from '../../core/filter-spec.js';
import type { OrderSpec } from '../../core/keyset.js';

export const commentTemplateFilter: FilterSpec = {
  entity: 'CommentTemplate',
  fields: {
    name: { kind: 'text', column: 'name', description: 'The name.' },
    body: { kind: 'text', column: 'body', description: 'The text as stored.' },
  },
};

export const commentTemplateOrder: OrderSpec = {
  fields: { name: { path: ['name'], type: 'text', description: 'The name.' } },
  standard: [{ field: 'name', direction: 'ASC' }],
};
