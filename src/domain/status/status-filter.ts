import type { FilterSpec } from '../../core/filter-spec.js';
import type { OrderSpec } from '../../core/keyset.js';

export const statusFilter: FilterSpec = {
  entity: 'TicketStatus',
  fields: {
    name: { kind: 'text', column: 'name', description: 'The name.' },
    kind: { kind: 'enum', column: 'kind', type: 'TicketStatusKind', description: 'What it means to the desk.' },
    forTechsOnly: { kind: 'boolean', column: 'forTechsOnly', description: 'Only staff may set it.' },
    stopsTimer: { kind: 'boolean', column: 'stopsTimer', description: 'Time spent is not counted while it lasts.' },
  },
};

export const statusOrder: OrderSpec = {
  fields: {
    position: { path: ['position'], type: 'integer', description: "The desk's own order." },
    name: { path: ['name'], type: 'text', description: 'The name.' },
  },
  standard: [{ field: 'position', direction: 'ASC' }],
};
