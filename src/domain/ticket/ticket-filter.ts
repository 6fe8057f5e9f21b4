import { everything, type FilterField, type FilterSpec } from '../../core/filter-spec.js';
import type { OrderSpec } from '../../core/keyset.js';
import { visibleFieldValues } from '../custom-field/custom-field-policy.js';
import { awaitingStaff } from './ticket-listing.js';
import { visibleTickets } from './ticket-policy.js';
import { STATUS } from './ticket-rules.js';

export const ticketFilter: FilterSpec = {
  entity: 'Ticket',
  fields: {
    number: { kind: 'integer', column: 'id', description: 'The ticket number.' },
    subject: { kind: 'text', column: 'subject', description: 'The subject.' },
    body: { kind: 'text', column: 'body', description: 'The original message as stored.' },
    priority: {
      kind: 'enum',
      column: 'priority',
      type: 'TicketPriority',
      isRanked: true,
      description: 'How urgent it is.',
    },
    origin: { kind: 'enum', column: 'origin', type: 'TicketOrigin', description: 'How it came in.' },
    createdAt: { kind: 'dateTime', column: 'createdAt', description: 'When it was filed.' },
    updatedAt: { kind: 'dateTime', column: 'updatedAt', description: 'When it last changed.' },
    startedAt: { kind: 'dateTime', column: 'startedAt', isNullable: true, description: 'When work on it began.' },
    resolvedAt: { kind: 'dateTime', column: 'resolvedAt', isNullable: true, description: 'When it was closed.' },
    dueDate: { kind: 'dateTime', column: 'dueDate', isNullable: true, description: 'When it should be done.' },
    timeSpentSeconds: { kind: 'integer', column: 'timeSpentSeconds', description: 'Seconds worked on it.' },
    isClosed: { kind: 'flag', when: () => ({ statusId: STATUS.CLOSED }), description: 'Is closed.' },
    awaitsStaff: { kind: 'flag', when: () => awaitingStaff, description: 'Waits for an answer of staff.' },
    isOverdue: {
      kind: 'flag',
      when: (now) => ({
        AND: [{ dueDate: { not: null } }, { dueDate: { lt: now } }, { statusId: { not: STATUS.CLOSED } }],
      }),
      description: 'Is past its due date and not closed.',
    },
    status: one('status', 'TicketStatus', 'Where it stands.'),
    category: one('category', 'Category', 'What it is about.'),
    submitter: one('submitter', 'User', 'Whose ticket it is.'),
    onBehalfOf: perhaps('onBehalfOf', 'User', 'The member of staff who filed it for its submitter.'),
    assignee: perhaps('assignee', 'User', 'Who works on it.'),
    lastUpdatedBy: perhaps('lastUpdatedBy', 'User', 'Who changed it last.'),
    parent: {
      kind: 'one',
      relation: 'parent',
      entity: 'Ticket',
      isNullable: true,
      visible: visibleTickets,
      description: 'The ticket that this one is part of.',
    },
    subTickets: many('subTickets', undefined, 'The tickets that are part of it.'),
    linkedTickets: many('links', 'linkedTicket', 'The tickets it is linked to.'),
    subscribers: {
      kind: 'many',
      relation: 'participants',
      through: 'user',
      entity: 'User',
      visible: everything,
      description: 'Those with a stake in it: its submitter and its subscribers.',
    },
    tags: {
      kind: 'many',
      relation: 'tags',
      through: 'tag',
      entity: 'Tag',
      visible: everything,
      description: 'Its keywords.',
    },
    customFields: {
      kind: 'customFields',
      visible: visibleFieldValues,
      description: 'Values of custom fields; all must match.',
    },
  },
};

/** What the filter of users says about their tickets. */
export const userTicketFields: Readonly<Record<string, FilterField>> = {
  submittedTickets: many('submittedTickets', undefined, 'The tickets the user submitted.'),
  assignedTickets: many('assignedTickets', undefined, 'The tickets the user works on.'),
};

/** What the filters of categories, statuses and tags say about their tickets. */
export const ticketsOf = {
  category: { tickets: many('tickets', undefined, 'The tickets in the category.') },
  status: { tickets: many('tickets', undefined, 'The tickets with the status.') },
  tag: { tickets: many('tickets', 'ticket', 'The tickets with the tag.') },
} satisfies Record<string, Record<string, FilterField>>;

export const ticketOrder: OrderSpec = {
  fields: {
    updatedAt: { path: ['updatedAt'], type: 'dateTime', description: 'When it last changed.' },
    createdAt: { path: ['createdAt'], type: 'dateTime', description: 'When it was filed.' },
    dueDate: { path: ['dueDate'], type: 'dateTime', isNull: { dueDate: null }, description: 'When it should be done.' },
    resolvedAt: {
      path: ['resolvedAt'],
      type: 'dateTime',
      isNull: { resolvedAt: null },
      description: 'When it was closed.',
    },
    priority: { path: ['priority'], type: 'integer', description: 'How urgent it is.' },
    number: { path: ['id'], type: 'integer', description: 'The ticket number.' },
    subject: { path: ['subject'], type: 'text', description: 'The subject.' },
    timeSpentSeconds: { path: ['timeSpentSeconds'], type: 'integer', description: 'Seconds worked on it.' },
    status: { path: ['status', 'position'], type: 'integer', description: "The status, in the desk's order." },
    category: { path: ['category', 'name'], type: 'text', description: 'The name of the category.' },
    submitter: { path: ['submitter', 'fullName'], type: 'text', description: 'The name of the submitter.' },
    assignee: {
      path: ['assignee', 'fullName'],
      type: 'text',
      isNull: { assigneeId: null },
      description: 'The name of the assignee.',
    },
  },
  standard: [{ field: 'updatedAt', direction: 'DESC' }],
};

/** People, status and category are shown with a visible ticket, whoever looks. */
function one(relation: string, entity: string, description: string): FilterField {
  return { kind: 'one', relation, entity, visible: everything, description };
}

function perhaps(relation: string, entity: string, description: string): FilterField {
  return { kind: 'one', relation, entity, isNullable: true, visible: everything, description };
}

function many(relation: string, through: string | undefined, description: string): FilterField {
  return {
    kind: 'many',
    relation,
    entity: 'Ticket',
    visible: visibleTickets,
    description,
    ...(through && { through }),
  };
}
