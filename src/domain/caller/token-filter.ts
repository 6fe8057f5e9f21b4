import type { FilterSpec } from '../../core/filter-spec.js';
import type { OrderSpec } from '../../core/keyset.js';

export const accessTokenFilter: FilterSpec = {
  entity: 'AccessToken',
  fields: {
    name: { kind: 'text', column: 'name', description: 'What it is for.' },
    createdAt: { kind: 'dateTime', column: 'createdAt', description: 'When it was made.' },
    lastUsedAt: { kind: 'dateTime', column: 'lastUsedAt', isNullable: true, description: 'When it was last used.' },
    expiresAt: { kind: 'dateTime', column: 'expiresAt', isNullable: true, description: 'When it ends by itself.' },
  },
};

export const accessTokenOrder: OrderSpec = {
  fields: {
    createdAt: { path: ['createdAt'], type: 'dateTime', description: 'When it was made.' },
    lastUsedAt: {
      path: ['lastUsedAt'],
      type: 'dateTime',
      isNull: { lastUsedAt: null },
      description: 'When it was last used.',
    },
    name: { path: ['name'], type: 'text', description: 'What it is for.' },
  },
  standard: [{ field: 'createdAt', direction: 'DESC' }],
};
