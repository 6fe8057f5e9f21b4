import { everything, type FilterField, type FilterSpec } from '../../core/filter-spec.js';
import type { OrderSpec } from '../../core/keyset.js';
import { visibleTickets } from '../ticket/ticket-policy.js';
import { visibleComments } from './comment-policy.js';

export const commentFilter: FilterSpec = {
  entity: 'Comment',
  fields: {
    body: { kind: 'text', column: 'body', description: 'The text as stored.' },
    isInternal: { kind: 'boolean', column: 'isInternal', description: 'Only staff see it.' },
    isSystem: { kind: 'boolean', column: 'isSystem', description: 'Is an entry of the system.' },
    createdAt: { kind: 'dateTime', column: 'createdAt', description: 'When it was written.' },
    editedAt: { kind: 'dateTime', column: 'editedAt', isNullable: true, description: 'When it was last edited.' },
    author: {
      kind: 'one',
      relation: 'author',
      entity: 'User',
      isNullable: true,
      visible: everything,
      description: 'Who wrote it.',
    },
    ticket: {
      kind: 'one',
      relation: 'ticket',
      entity: 'Ticket',
      visible: visibleTickets,
      description: 'The ticket it is about.',
    },
  },
};

/** What the filter of tickets says about their comments. */
export const ticketCommentFields: Readonly<Record<string, FilterField>> = {
  comments: {
    kind: 'many',
    relation: 'comments',
    entity: 'Comment',
    visible: visibleComments,
    description: 'The comments on it.',
  },
};

export const commentOrder: OrderSpec = {
  fields: {
    createdAt: { path: ['createdAt'], type: 'dateTime', description: 'When it was written.' },
  },
  standard: [{ field: 'createdAt', direction: 'ASC' }],
};
