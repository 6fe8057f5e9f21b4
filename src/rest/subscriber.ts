import { listTicketIntegrations } from '../domain/ticket/ticket-integrations.js';
import { addTicketSubscriber, listSubscribers, removeTicketSubscriber } from '../domain/ticket/ticket-subscribers.js';
import { doing, taking } from './arguments.js';
import { builder } from './builder.js';
import { subscriberParams, ticketId } from './ticket-params.js';
import { User, userRow } from './user.js';

builder.queryFields((t) => ({
  Subscribers: t.field({ type: [User], ...taking(ticketId, ({ id }, ctx) => listSubscribers(ctx, id, userRow)) }),
  TicketIntegrationData: t.field({
    type: 'TextMap',
    ...taking(ticketId, async ({ id }, ctx) => Object.fromEntries(await listTicketIntegrations(ctx, id))),
  }),
}));

builder.mutationFields((t) => ({
  AddSubscriber: t.field(doing(subscriberParams, ({ id, userId }, ctx) => addTicketSubscriber(ctx, id, userId))),
  RemoveSubscriber: t.field(doing(subscriberParams, ({ id, userId }, ctx) => removeTicketSubscriber(ctx, id, userId))),
}));
