import { ticketEventFilter, ticketEventOrder, visibleTicketEvents } from '../domain/ticket/ticket-event-filter.js';
import { visibleTickets } from '../domain/ticket/ticket-policy.js';
import { builder } from './builder.js';
import { Face, TicketEventKind } from './enums.js';
import { defineList } from './list.js';
import { nestedList } from './list-fields.js';
import { Node } from './node.js';
import { Ticket } from './ticket.js';

interface Change {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

const TicketChange = builder.objectRef<Change>('TicketChange').implement({
  description: 'One field that changed.',
  fields: (t) => ({
    field: t.exposeString('field', { description: 'Name of the field.' }),
    before: t.expose('before', { type: 'JSON', nullable: true, description: 'The old value; relations as numbers.' }),
    after: t.expose('after', { type: 'JSON', nullable: true, description: 'The new value; relations as numbers.' }),
  }),
});

export const TicketEvent = builder.prismaObject('TicketEvent', {
  select: { id: true },
  interfaces: [Node],
  description: "An entry in a ticket's history.",
  fields: (t) => ({
    kind: t.expose('kind', { type: TicketEventKind, description: 'What happened.' }),
    actor: t.relation('actor', { nullable: true, description: 'Who did it; null for the desk itself.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened.' }),
    face: t.expose('face', { type: Face, description: 'The face of the desk through which it came.' }),
    changes: t.field({
      type: [TicketChange],
      description: 'The fields that changed.',
      select: { changes: true },
      // Written by `recordEvent` in exactly this shape.
      resolve: ({ changes }) => changes as unknown as Change[],
    }),
  }),
});

export const TicketEventList = defineList({
  node: TicketEvent,
  visible: (who) => ({ AND: [{ ticket: visibleTickets(who) }, visibleTicketEvents(who)] }),
  filter: ticketEventFilter,
  order: ticketEventOrder,
});

builder.prismaObjectField(Ticket, 'events', (t) =>
  nestedList(t, TicketEventList, {
    relation: 'events',
    visible: visibleTicketEvents,
    description: 'What happened to it, the oldest first.',
  }),
);
