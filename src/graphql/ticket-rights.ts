import { type Principal, signedIn } from '../core/principal.js';
import { canCommentInternally } from '../domain/comment/comment-policy.js';
import {
  canAssign,
  canClose,
  canDelete,
  canEdit,
  canMerge,
  type TicketFacts,
  ticketFacts,
} from '../domain/ticket/ticket-policy.js';
import { builder } from './builder.js';
import { Ticket } from './ticket.js';

interface Rights {
  readonly who: Principal;
  readonly ticket: TicketFacts;
}

const TicketRights = builder.objectRef<Rights>('TicketRights').implement({
  description: 'What you may do to a ticket, so that a page can show only what works.',
  fields: (t) => ({
    edit: t.boolean({
      description: 'Change subject, body and tags.',
      resolve: ({ who, ticket }) => canEdit(who, ticket),
    }),
    comment: t.boolean({ description: 'Add a comment. Whoever sees a ticket may.', resolve: () => true }),
    commentInternally: t.boolean({
      description: 'Add a note that only staff see.',
      resolve: ({ who, ticket }) => canCommentInternally(who, ticket),
    }),
    assign: t.boolean({ description: 'Choose who works on it.', resolve: ({ who, ticket }) => canAssign(who, ticket) }),
    close: t.boolean({
      description: 'Close it and open it again.',
      resolve: ({ who, ticket }) => canClose(who, ticket),
    }),
    delete: t.boolean({ description: 'Delete it.', resolve: ({ who, ticket }) => canDelete(who, ticket) }),
    merge: t.boolean({ description: 'Merge it with another.', resolve: ({ who, ticket }) => canMerge(who, ticket) }),
  }),
});

builder.prismaObjectField(Ticket, 'viewerCan', (t) =>
  t.field({
    type: TicketRights,
    description: 'What you may do to it.',
    select: ticketFacts,
    resolve: (ticket, _args, ctx) => ({ who: signedIn(ctx), ticket }),
  }),
);
