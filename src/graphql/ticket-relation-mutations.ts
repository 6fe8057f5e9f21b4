import { signedIn } from '../core/principal.js';
import { deleteTicket } from '../domain/ticket/ticket-delete.js';
import { linkTickets, unlinkTickets } from '../domain/ticket/ticket-links.js';
import { mergeTickets } from '../domain/ticket/ticket-merge.js';
import { addTicketSubscriber, removeTicketSubscriber } from '../domain/ticket/ticket-subscribers.js';
import { addSubTicket, removeSubTicket } from '../domain/ticket/ticket-tree.js';
import { encodeId, readId, readOptionalId } from './ids.js';
import { stillVisible } from './node.js';
import { mutationField } from './payload.js';
import { deleteMutation } from './record-mutations.js';
import { Ticket, TicketList } from './ticket.js';
import { User } from './user.js';

deleteMutation(Ticket, 'a ticket', [
  'Deletes a ticket with all that hangs on it; its sub-tickets stay. For its staff.',
  deleteTicket,
]);

mutationField('mergeTickets', {
  description: 'Merges a ticket into the one that stays, with its conversation, files and people, and deletes it.',
  input: (t) => ({
    keptId: t.id({ required: true, description: 'The ticket that stays.' }),
    mergedId: t.id({ required: true, description: 'The ticket that goes into the other.' }),
  }),
  payload: {
    ticket: { type: Ticket, description: 'The ticket that stays.' },
    deletedId: { type: 'ID', description: 'The id that nothing has any more.' },
  },
  resolve: async (ctx, input) => {
    const mergedId = readId('Ticket', input.mergedId, 'mergedId');
    const ticket = await mergeTickets(ctx, readId('Ticket', input.keptId, 'keptId'), mergedId);
    return { ticket, deletedId: encodeId('Ticket', mergedId) };
  },
});

for (const [name, description, change] of [
  ['linkTickets', 'Links two tickets to each other; for the staff of both.', linkTickets],
  ['unlinkTickets', 'Takes the link between two tickets away; for the staff of both.', unlinkTickets],
] as const) {
  mutationField(name, {
    description,
    input: (t) => ({
      id: t.id({ required: true, description: 'The one ticket.' }),
      otherId: t.id({ required: true, description: 'The other ticket.' }),
    }),
    payload: {
      ticket: { type: Ticket, description: 'The one ticket after the change.' },
      otherTicket: { type: Ticket, description: 'The other ticket after the change.' },
    },
    resolve: async (ctx, input) => {
      const [id, otherId] = [readId('Ticket', input.id), readId('Ticket', input.otherId, 'otherId')];
      await change(ctx, id, otherId);
      return { ticket: { id }, otherTicket: { id: otherId } };
    },
  });
}

mutationField('addSubTicket', {
  description: 'Makes a ticket part of another, no longer of the one it was part of before; for the staff of both.',
  input: (t) => ({
    parentId: t.id({ required: true, description: 'The ticket that the other becomes part of.' }),
    childId: t.id({ required: true, description: 'The ticket that becomes part of the other.' }),
  }),
  payload: {
    parent: { type: Ticket, description: 'The ticket that the other is part of now.' },
    child: { type: Ticket, description: 'The ticket that is part of the other now.' },
  },
  resolve: async (ctx, input) => {
    const parentId = readId('Ticket', input.parentId, 'parentId');
    const child = await addSubTicket(ctx, parentId, readId('Ticket', input.childId, 'childId'));
    return { parent: { id: parentId }, child };
  },
});

mutationField('removeSubTicket', {
  description: 'Makes a ticket stand on its own again; for its staff.',
  input: (t) => ({ childId: t.id({ required: true, description: 'The ticket that is part of another.' }) }),
  payload: { child: { type: Ticket, description: 'The ticket that stands on its own.' } },
  resolve: async (ctx, { childId }) => ({
    child: await removeSubTicket(ctx, readId('Ticket', childId, 'childId')),
  }),
});

for (const [name, description, change] of [
  [
    'addTicketSubscriber',
    'Makes a user a subscriber, who sees the ticket from then on. Others than its staff add only themselves.',
    addTicketSubscriber,
  ],
  [
    'removeTicketSubscriber',
    'Takes a subscriber away, who may lose sight of the ticket. Others than its staff remove only themselves.',
    removeTicketSubscriber,
  ],
] as const) {
  mutationField(name, {
    description,
    input: (t) => ({
      ticketId: t.id({ required: true, description: 'The ticket.' }),
      userId: t.id({ description: 'The subscriber; you when absent.' }),
    }),
    payload: {
      ticket: { type: Ticket, description: 'The ticket after the change; null if you do not see it any more.' },
      user: { type: User, description: 'The subscriber.' },
    },
    resolve: async (ctx, input) => {
      const id = readId('Ticket', input.ticketId, 'ticketId');
      const userId = readOptionalId('User', input.userId, 'userId') ?? signedIn(ctx).id;
      await change(ctx, id, userId);
      return { ticket: await stillVisible(ctx, TicketList, id), user: { id: userId } };
    },
  });
}
