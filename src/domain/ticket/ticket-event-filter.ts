import { everything, type FilterSpec } from '../../core/filter-spec.js';
import type { OrderSpec } from '../../core/keyset.js';
import type { Principal } from '../../core/principal.js';
import type { Prisma } from '../../generated/prisma/client.js';

/** The entries in a visible ticket's history that a caller can see: internal ones are for the ticket's staff. */
export function visibleTicketEvents(who: Principal): Prisma.TicketEventWhereInput {
  if (who.isAdmin) return {};
  return { OR: [{ isInternal: false }, { ticket: { categoryId: { in: [...who.technicianOf] } } }] };
}

export const ticketEventFilter: FilterSpec = {
  entity: 'TicketEvent',
  fields: {
    kind: { kind: 'enum', column: 'kind', type: 'TicketEventKind', description: 'What happened.' },
    face: { kind: 'enum', column: 'face', type: 'Face', description: 'The face through which it came.' },
    at: { kind: 'dateTime', column: 'at', description: 'When it happened.' },
    actor: {
      kind: 'one',
      relation: 'actor',
      entity: 'User',
      isNullable: true,
      visible: everything,
      description: 'Who did it.',
    },
  },
};

export const ticketEventOrder: OrderSpec = {
  fields: {
    at: { path: ['at'], type: 'dateTime', description: 'When it happened.' },
  },
  standard: [{ field: 'at', direction: 'ASC' }],
};
