import { createTicket, type NewTicket } from '../domain/ticket/ticket-create.js';
import { closeTicket, reopenTicket, type TicketPatch, updateTicket } from '../domain/ticket/ticket-update.js';
import { CustomFieldValueInput, withFieldInputs } from './custom-field.js';
import { TicketOrigin, TicketPriority } from './enums.js';
import { readId, readOptionalId } from './ids.js';
import { stillVisible } from './node.js';
import { given, mutationField, set } from './payload.js';
import { Ticket, TicketList } from './ticket.js';
import { storeUploads } from './upload.js';

mutationField('createTicket', {
  description: 'Files a ticket, with everything that belongs to it or not at all.',
  input: (t) => ({
    categoryId: t.id({ required: true, description: 'What it is about.' }),
    subject: t.string({ required: true, description: 'The subject, 1 to 1000 characters.' }),
    body: t.string({ description: 'The message, text or HTML; empty when absent.' }),
    priority: t.field({ type: TicketPriority, description: 'How urgent it is; normal when absent.' }),
    submitterId: t.id({ description: 'Whose ticket it is; yours when absent. Others’ is for staff.' }),
    assigneeId: t.id({ description: 'Who works on it; for staff.' }),
    files: t.field({ type: ['Upload'], description: 'Files that come with the message, 20 at most.' }),
    tags: t.stringList({ description: 'Keywords; new ones are made.' }),
    origin: t.field({ type: TicketOrigin, description: 'How it came in; the API when absent.' }),
    dueDate: t.field({ type: 'DateTime', description: 'When it should be done.' }),
    customFields: t.field({ type: [CustomFieldValueInput], description: 'Values of custom fields of the category.' }),
    suppressConfirmation: t.boolean({ description: 'Do not mail the submitter that the ticket has arrived.' }),
  }),
  payload: { ticket: { type: Ticket, description: 'The new ticket.' } },
  resolve: async (ctx, input) => {
    const ticket: NewTicket = given({
      categoryId: readId('Category', input.categoryId, 'categoryId'),
      subject: input.subject,
      body: input.body ?? '',
      priority: input.priority ?? undefined,
      submitterId: optionalId('submitterId', input.submitterId),
      assigneeId: optionalId('assigneeId', input.assigneeId),
      tags: input.tags ?? undefined,
      origin: input.origin ?? 'API',
      dueDate: input.dueDate ?? undefined,
      suppressConfirmation: input.suppressConfirmation ?? undefined,
    });
    const files = await storeUploads(ctx, 'files', input.files);
    return withFieldInputs(input.customFields, async (customFields) => ({
      ticket: await createTicket(ctx, { ...ticket, files, customFields }),
    }));
  },
});

mutationField('updateTicket', {
  description: 'Changes a ticket: either everything that is given or nothing.',
  input: (t) => ({
    id: t.id({ required: true, description: 'The ticket.' }),
    subject: t.string({ description: 'The subject, 1 to 1000 characters.' }),
    body: t.string({ description: 'The original message, text or HTML.' }),
    priority: t.field({ type: TicketPriority, description: 'How urgent it is.' }),
    categoryId: t.id({ description: 'What it is about.' }),
    statusId: t.id({ description: 'Where it stands.' }),
    submitterId: t.id({ description: 'Whose ticket it is; for staff.' }),
    assigneeId: t.id({ description: 'Who works on it; null takes it away from whoever does. For staff.' }),
    dueDate: t.field({ type: 'DateTime', description: 'When it should be done; null clears. For staff.' }),
    createdAt: t.field({ type: 'DateTime', description: 'When it was filed; for staff.' }),
    resolvedAt: t.field({ type: 'DateTime', description: 'When it was closed, if it is; for staff.' }),
    timeSpentSeconds: t.int({ description: 'Seconds worked on it, in all; for staff.' }),
    tags: t.stringList({ description: 'Replaces all keywords; new ones are made.' }),
    expectedVersion: t.int({ description: 'The `version` you read: a conflict if somebody changed the ticket since.' }),
    suppressNotification: t.boolean({ description: 'Mail nobody if this closes the ticket.' }),
  }),
  payload: {
    ticket: { type: Ticket, description: 'The ticket after the change; null if you do not see it any more.' },
  },
  resolve: async (ctx, input) => {
    const patch: TicketPatch = given({
      subject: set('subject', input.subject),
      body: set('body', input.body),
      priority: set('priority', input.priority),
      categoryId: optionalId('categoryId', set('categoryId', input.categoryId)),
      statusId: optionalId('statusId', set('statusId', input.statusId)),
      submitterId: optionalId('submitterId', set('submitterId', input.submitterId)),
      assigneeId: input.assigneeId === null ? null : optionalId('assigneeId', input.assigneeId),
      dueDate: input.dueDate,
      createdAt: set('createdAt', input.createdAt),
      resolvedAt: set('resolvedAt', input.resolvedAt),
      timeSpentSeconds: set('timeSpentSeconds', input.timeSpentSeconds),
      tags: input.tags === null ? [] : input.tags,
      expectedVersion: input.expectedVersion ?? undefined,
      suppressNotification: input.suppressNotification ?? undefined,
    });
    const { id } = await updateTicket(ctx, readId('Ticket', input.id), patch);
    return { ticket: await stillVisible(ctx, TicketList, id) };
  },
});

mutationField('closeTicket', {
  description: 'Closes a ticket. Closing a closed one changes nothing and tells nobody.',
  input: (t) => ({
    id: t.id({ required: true, description: 'The ticket.' }),
    suppressNotification: t.boolean({ description: 'Mail nobody about it.' }),
  }),
  payload: { ticket: { type: Ticket, description: 'The closed ticket.' } },
  resolve: async (ctx, { id, suppressNotification }) => ({
    ticket: await closeTicket(
      ctx,
      readId('Ticket', id),
      given({ suppressNotification: suppressNotification ?? undefined }),
    ),
  }),
});

mutationField('reopenTicket', {
  description: 'Opens a closed ticket again; an open one is a conflict.',
  input: (t) => ({ id: t.id({ required: true, description: 'The ticket.' }) }),
  payload: { ticket: { type: Ticket, description: 'The open ticket.' } },
  resolve: async (ctx, { id }) => ({ ticket: await reopenTicket(ctx, readId('Ticket', id)) }),
});

function optionalId(field: string, id: string | number | null | undefined): number | undefined {
  const type = { categoryId: 'Category', statusId: 'TicketStatus' }[field] ?? 'User';
  return readOptionalId(type, id, field);
}
