import { everything } from '../core/filter-spec.js';
import { countTickets } from '../domain/ticket/ticket-counts.js';
import { ticketFilter, ticketOrder, ticketsOf, userTicketFields } from '../domain/ticket/ticket-filter.js';
import { visibleTickets } from '../domain/ticket/ticket-policy.js';
import { awaitsStaff, isOverdue } from '../domain/ticket/ticket-rules.js';
import { bodyFields } from './body.js';
import { builder } from './builder.js';
import { TicketOrigin, TicketPriority } from './enums.js';
import { addFilterFields, defineList } from './list.js';
import { connect, listArgs, nestedList, rootList } from './list-fields.js';
import { Node, recordField } from './node.js';
import { TagList } from './tag.js';
import { UserList } from './user.js';
import { visibleOne } from './visible-one.js';

export const Ticket = builder.prismaObject('Ticket', {
  select: { id: true },
  interfaces: [Node],
  description: 'A request for help and everything that happened to it.',
  fields: (t) => ({
    number: t.exposeInt('id', { description: 'The ticket number; the same as `databaseId`.' }),
    subject: t.exposeString('subject', { description: 'The subject.' }),
    body: t.string(bodyFields.body),
    bodyHtml: t.string(bodyFields.bodyHtml),
    bodyText: t.string(bodyFields.bodyText),
    priority: t.expose('priority', { type: TicketPriority, description: 'How urgent it is.' }),
    status: t.relation('status', { description: 'Where it stands.' }),
    category: t.relation('category', { description: 'What it is about.' }),
    submitter: t.relation('submitter', { description: 'Whose ticket it is.' }),
    onBehalfOf: t.relation('onBehalfOf', {
      nullable: true,
      description: 'The member of staff who filed it for its submitter.',
    }),
    assignee: t.relation('assignee', { nullable: true, description: 'Who works on it.' }),
    lastUpdatedBy: t.relation('lastUpdatedBy', { nullable: true, description: 'Who changed it last.' }),
  }),
});

export const TicketList = defineList({
  node: Ticket,
  visible: visibleTickets,
  filter: ticketFilter,
  order: ticketOrder,
  count: countTickets,
});

builder.prismaObjectFields(Ticket, (t) => ({
  origin: t.expose('origin', { type: TicketOrigin, description: 'How it came in.' }),
  createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was filed.' }),
  updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it last changed.' }),
  startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true, description: 'When work on it began.' }),
  resolvedAt: t.expose('resolvedAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When it was closed; null while it is open.',
  }),
  dueDate: t.expose('dueDate', { type: 'DateTime', nullable: true, description: 'When it should be done.' }),
  timeSpentSeconds: t.exposeInt('timeSpentSeconds', { description: 'Seconds worked on it.' }),
  awaitsStaff: t.boolean({
    description: 'Waits for an answer of staff: it is new, or the last word was the submitter’s.',
    select: { statusId: true, updatedByUser: true, updatedByStaff: true, updatedForStaff: true },
    resolve: (ticket) => awaitsStaff(ticket),
  }),
  isOverdue: t.boolean({
    description: 'Is past its due date and not closed.',
    select: { dueDate: true, statusId: true },
    resolve: (ticket, _args, ctx) => isOverdue(ticket, ctx.now()),
  }),
  version: t.exposeInt('version', {
    description: 'Counts the changes; give it as `expectedVersion` so as not to overwrite those of others.',
  }),
  url: t.field({
    type: 'URL',
    description: 'The address of the ticket.',
    resolve: ({ id }, _args, ctx) => `${ctx.settings.publicUrl}/Ticket/${id}`,
  }),
}));

builder.prismaObjectFields(Ticket, (t) => ({
  tags: nestedList(t, TagList, { relation: 'tags', through: 'tag', visible: everything, description: 'Its keywords.' }),
  subscribers: nestedList(t, UserList, {
    relation: 'participants',
    through: 'user',
    joined: { isSubscribed: true },
    visible: everything,
    description: 'Those who are told about it.',
  }),
  parent: t.field({
    type: Ticket,
    nullable: true,
    description: 'The ticket that this one is part of, if you can see it.',
    select: { parentId: true },
    resolve: ({ parentId }, _args, ctx, info) => visibleOne(ctx, TicketList, parentId, info),
  }),
  subTickets: nestedList(t, TicketList, {
    relation: 'subTickets',
    visible: visibleTickets,
    description: 'The tickets that are part of it, as far as you can see them.',
  }),
  linkedTickets: nestedList(t, TicketList, {
    relation: 'links',
    through: 'linkedTicket',
    visible: visibleTickets,
    description: 'The tickets it is linked to, as far as you can see them.',
  }),
}));

builder.prismaObjectFields('User', (t) => ({
  submittedTickets: nestedList(t, TicketList, {
    relation: 'submittedTickets',
    visible: visibleTickets,
    description: 'The tickets the user submitted, as far as you can see them.',
  }),
  assignedTickets: nestedList(t, TicketList, {
    relation: 'assignedTickets',
    visible: visibleTickets,
    description: 'The tickets the user works on, as far as you can see them.',
  }),
}));

builder.prismaObjectField('Category', 'tickets', (t) =>
  nestedList(t, TicketList, {
    relation: 'tickets',
    visible: visibleTickets,
    description: 'The tickets in it, as far as you can see them.',
  }),
);

builder.prismaObjectField('TicketStatus', 'tickets', (t) =>
  nestedList(t, TicketList, {
    relation: 'tickets',
    visible: visibleTickets,
    description: 'The tickets that have it, as far as you can see them.',
  }),
);

builder.prismaObjectField('Tag', 'tickets', (t) =>
  nestedList(t, TicketList, {
    relation: 'tickets',
    through: 'ticket',
    visible: visibleTickets,
    description: 'The tickets that have it, as far as you can see them.',
  }),
);

builder.prismaObjectField('Company', 'tickets', (t) =>
  t.field({
    type: TicketList.connection,
    description: 'The tickets of its people, as far as you can see them.',
    args: listArgs(t.arg, TicketList),
    resolve: ({ id }, args, ctx, info) => connect(ctx, TicketList, args, { submitter: { companyId: id } }, info),
  }),
);

builder.prismaObjectField('Department', 'tickets', (t) =>
  t.field({
    type: TicketList.connection,
    description: 'The tickets of its people, as far as you can see them.',
    args: listArgs(t.arg, TicketList),
    resolve: ({ id }, args, ctx, info) => connect(ctx, TicketList, args, { submitter: { departmentId: id } }, info),
  }),
);

addFilterFields('User', userTicketFields);
addFilterFields('Category', ticketsOf.category);
addFilterFields('TicketStatus', ticketsOf.status);
addFilterFields('Tag', ticketsOf.tag);

builder.queryField('ticket', (t) =>
  recordField(t, TicketList, 'A ticket by id; null if there is none that you can see.'),
);

builder.queryField('tickets', (t) => rootList(t, TicketList, 'The tickets that you can see, the last changed first.'));
