import type { Params } from './params.js';

/** In the order of their numbers (rest.md § 4.5). */
export const ORIGINS = [
  'WebApp',
  'Email',
  'Widget',
  'API',
  'Scheduler',
  'MobileApp',
  'Phone',
  'LiveChat',
  'InPerson',
] as const;

export const LIST_MODES = ['all', 'unanswered', 'unclosed', 'handledbyme'] as const;

export const ticketId = {
  id: { kind: 'id', required: true, about: 'Ticket number.' },
} as const satisfies Params;

const page = {
  count: { kind: 'int', about: 'Rows wanted: 10 unless given, 300 at most.' },
  offset: { kind: 'int', about: 'Rows to skip.' },
} as const satisfies Params;

const created = {
  dateFrom: { kind: 'time', about: 'Created at this time or later.' },
  dateTo: { kind: 'endTime', about: 'Created at this time or earlier; a bare day counts as a whole.' },
} as const satisfies Params;

export const listTicketsParams = {
  mode: { kind: 'choice', choices: LIST_MODES, about: 'Which tickets: all unless given.' },
  categoryId: { kind: 'ids', about: 'In any of these categories.' },
  sectionId: { kind: 'id', about: 'In a category of this section.' },
  statusId: { kind: 'ids', aliases: ['statuses'], about: 'With any of these statuses.' },
  fromUserId: { kind: 'id', about: 'Submitted by this user.' },
  fromCompanyId: { kind: 'id', about: 'Submitted by somebody of this company.' },
  handledByUserID: { kind: 'id', about: 'Assigned to this user.' },
  tagName: { kind: 'text', about: 'With this tag.' },
  ...created,
  updatedFrom: { kind: 'time', about: 'Last updated at this time or later.' },
  updatedTo: { kind: 'endTime', about: 'Last updated at this time or earlier; a bare day counts as a whole.' },
  updatedByType: { kind: 'choice', choices: ['tech', 'cust'], about: 'Last updated by staff or by the customer.' },
  dueInDays: { kind: 'int', about: 'Due within so many days, or overdue.' },
  includeCustomFields: { kind: 'bool', about: 'Add `CustomFields` to every row.' },
  subscribedOnly: { kind: 'bool', about: 'Only tickets the caller subscribes to.' },
  ...page,
} as const satisfies Params;

export const searchParams = {
  query: { kind: 'text', required: true, about: 'Words to look for.' },
  fromUserId: { kind: 'id', about: 'Submitted by this user.' },
  categoryId: { kind: 'ids', about: 'In any of these categories.' },
  statusId: { kind: 'ids', about: 'With any of these statuses.' },
  assignedToUserId: { kind: 'id', aliases: ['handledByUserID'], about: 'Assigned to this user.' },
  ...created,
  ...page,
} as const satisfies Params;

export const createTicketParams = {
  categoryId: { kind: 'id', required: true, about: 'A category the caller may file tickets in.' },
  subject: { kind: 'text', required: true, about: 'Subject.' },
  body: { kind: 'text', required: true, empty: 'text', about: 'Text or HTML; may be empty.' },
  priorityId: {
    kind: 'int',
    aliases: ['priority'],
    about: '−1 low, 0 normal, 1 high, 2 critical; normal unless given.',
  },
  userId: { kind: 'id', about: 'Submit on behalf of this user; for staff.' },
  tags: { kind: 'names', about: 'Comma list.' },
  origin: {
    kind: 'choice',
    choices: ORIGINS,
    numbered: true,
    about: 'How the ticket came in: number or name; API unless given.',
  },
  assignedToUserId: { kind: 'id', about: 'Assign at once; for staff.' },
  customFields: { kind: 'fields', about: '`{"fieldId":"value"}`; values as for SetCustomField.' },
  suppressConfirmation: { kind: 'bool', about: 'Do not mail a confirmation to the submitter.' },
  dueDate: { kind: 'time', about: 'When the ticket is due.' },
  files: { kind: 'files', about: 'Any number of file parts with any names.' },
} as const satisfies Params;

export const updateTicketParams = {
  ...ticketId,
  categoryId: { kind: 'id', aliases: ['newCategoryId'], about: 'Move to this category.' },
  priority: { kind: 'int', aliases: ['priorityId'], about: '−1 low, 0 normal, 1 high, 2 critical.' },
  date: { kind: 'time', about: 'Creation date.' },
  userId: { kind: 'id', about: 'Submitter.' },
  dueDate: { kind: 'time', empty: 'clear', about: 'When the ticket is due; empty clears.' },
  closeDate: { kind: 'time', about: 'When the ticket was closed; counts only if it is closed after the call.' },
  assignedUserId: { kind: 'id', about: 'Assignee; 0 takes the ticket from its assignee.' },
  timeSpentInSeconds: { kind: 'int', about: 'Total time spent.' },
  statusId: { kind: 'id', about: 'New status; 3 closes.' },
  tags: { kind: 'names', about: 'Comma list that replaces all tags; empty leaves them.' },
  subject: { kind: 'text', about: 'New subject; empty leaves it.' },
  body: { kind: 'text', about: 'New body; empty leaves it.' },
} as const satisfies Params;

export const closeParams = {
  ...ticketId,
  suppressNotification: { kind: 'bool', about: 'Do not mail the submitter and subscribers.' },
} as const satisfies Params;

export const setStatusParams = {
  ...ticketId,
  statusId: { kind: 'id', required: true, about: 'New status.' },
} as const satisfies Params;

export const setAssigneeParams = {
  ...ticketId,
  userId: { kind: 'id', required: true, about: 'New assignee; 0 takes the ticket from its assignee.' },
} as const satisfies Params;

export const changeCategoryParams = {
  ticketId: { kind: 'id', aliases: ['id'], required: true, about: 'Ticket number.' },
  newCategoryId: { kind: 'id', aliases: ['categoryId'], required: true, about: 'New category.' },
} as const satisfies Params;

export const ticketPairParams = {
  ...ticketId,
  id2: { kind: 'id', required: true, about: 'Number of the other ticket.' },
} as const satisfies Params;

export const mergeTicketsParams = {
  id: { kind: 'id', required: true, about: 'Number of the ticket that stays.' },
  id2: { kind: 'id', required: true, about: 'Number of the ticket that is merged into it and deleted.' },
} as const satisfies Params;

export const addSubTicketParams = {
  parentId: { kind: 'id', required: true, about: 'Number of the ticket above.' },
  childId: { kind: 'id', required: true, about: 'Number of the ticket below.' },
} as const satisfies Params;

export const removeSubTicketParams = {
  childId: { kind: 'id', required: true, about: 'Number of the ticket below.' },
} as const satisfies Params;

export const subscriberParams = {
  ...ticketId,
  userId: { kind: 'id', required: true, about: 'Subscriber.' },
} as const satisfies Params;
