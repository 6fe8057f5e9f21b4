import { createTicket } from '../domain/ticket/ticket-create.js';
import { deleteTicket } from '../domain/ticket/ticket-delete.js';
import { linkTickets, unlinkTickets } from '../domain/ticket/ticket-links.js';
import { mergeTickets } from '../domain/ticket/ticket-merge.js';
import { addSubTicket, removeSubTicket } from '../domain/ticket/ticket-tree.js';
import { closeTicket, type TicketPatch, updateTicket } from '../domain/ticket/ticket-update.js';
import { doing, taking, type ValuesOf } from './arguments.js';
import { builder } from './builder.js';
import { originOf } from './origin.js';
import {
  addSubTicketParams,
  changeCategoryParams,
  closeParams,
  createTicketParams,
  mergeTicketsParams,
  removeSubTicketParams,
  setAssigneeParams,
  setStatusParams,
  ticketId,
  ticketPairParams,
  updateTicketParams,
} from './ticket-params.js';

builder.mutationField('ticket', (t) =>
  t.int({
    ...taking(createTicketParams, async (values, ctx) => {
      const { priorityId, userId, assignedToUserId, origin, ...same } = values;
      const ticket = {
        ...same,
        priority: priorityId,
        submitterId: userId,
        assigneeId: assignedToUserId,
        origin: originOf(origin),
      };
      return (await createTicket(ctx, ticket)).id;
    }),
  }),
);

builder.mutationFields((t) => ({
  UpdateTicket: t.field(doing(updateTicketParams, (values, ctx) => updateTicket(ctx, values.id, patchOf(values)))),
  Close: t.field(
    doing(closeParams, ({ id, suppressNotification }, ctx) => closeTicket(ctx, id, given({ suppressNotification }))),
  ),
  MergeTickets: t.field(doing(mergeTicketsParams, ({ id, id2 }, ctx) => mergeTickets(ctx, id, id2))),
  LinkTickets: t.field(doing(ticketPairParams, ({ id, id2 }, ctx) => linkTickets(ctx, id, id2))),
  UnlinkTickets: t.field(doing(ticketPairParams, ({ id, id2 }, ctx) => unlinkTickets(ctx, id, id2))),
  AddSubTicket: t.field(
    doing(addSubTicketParams, ({ parentId, childId }, ctx) => addSubTicket(ctx, parentId, childId)),
  ),
  RemoveSubTicket: t.field(doing(removeSubTicketParams, ({ childId }, ctx) => removeSubTicket(ctx, childId))),
  deleteTicket: t.field(doing(ticketId, ({ id }, ctx) => deleteTicket(ctx, id))),
  SetTicketStatus: t.field(doing(setStatusParams, ({ id, statusId }, ctx) => updateTicket(ctx, id, { statusId }))),
  SetAssignee: t.field(
    doing(setAssigneeParams, ({ id, userId }, ctx) => updateTicket(ctx, id, { assigneeId: userId || null })),
  ),
  changecategory: t.field(
    doing(changeCategoryParams, (values, ctx) =>
      updateTicket(ctx, values.ticketId, { categoryId: values.newCategoryId }),
    ),
  ),
}));

/** Only what was sent changes; 0 for an assignee means nobody (rest.md § 3.1.4). */
function patchOf(values: ValuesOf<typeof updateTicketParams>): TicketPatch {
  const { assignedUserId, tags, timeSpentInSeconds } = values;
  return given({
    categoryId: values.categoryId,
    priority: values.priority,
    createdAt: values.date,
    submitterId: values.userId,
    dueDate: values.dueDate,
    resolvedAt: values.closeDate,
    assigneeId: assignedUserId === 0 ? null : assignedUserId,
    timeSpentSeconds: timeSpentInSeconds,
    statusId: values.statusId,
    tags: tags?.length ? tags : undefined,
    subject: values.subject,
    body: values.body,
  });
}

/** Rights are asked for by the fields of a patch, so those without a value must not be there. */
function given<Patch extends object>(patch: Patch): Patch {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Patch;
}
