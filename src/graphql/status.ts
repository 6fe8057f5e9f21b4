import { everything } from '../core/filter-spec.js';
import { statusFilter, statusOrder } from '../domain/status/status-filter.js';
import { builder } from './builder.js';
import { TicketStatusKind } from './enums.js';
import { defineList } from './list.js';
import { rootList } from './list-fields.js';
import { Node } from './node.js';

export const TicketStatus = builder.prismaObject('TicketStatus', {
  select: { id: true },
  interfaces: [Node],
  description: 'Where a ticket stands. 1 New, 2 In progress and 3 Closed always exist.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name, unique without regard to case.' }),
    color: t.exposeString('color', { description: 'CSS colour, or empty.' }),
    kind: t.expose('kind', {
      type: TicketStatusKind,
      description: 'What it means to the desk, whatever it is called.',
    }),
    stopsTimer: t.exposeBoolean('stopsTimer', { description: 'Time spent is not counted while a ticket has it.' }),
    forTechsOnly: t.exposeBoolean('forTechsOnly', { description: 'Only staff may set it.' }),
    position: t.exposeInt('position', { description: 'Its place among the statuses, the smallest first.' }),
  }),
});

/** Statuses appear on tickets, so everybody may read them. */
export const TicketStatusList = defineList({
  node: TicketStatus,
  visible: everything,
  filter: statusFilter,
  order: statusOrder,
});

builder.queryField('statuses', (t) => rootList(t, TicketStatusList, "All statuses, in the desk's order."));
