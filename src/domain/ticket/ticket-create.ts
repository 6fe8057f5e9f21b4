import { checkDate, checkInteger, checkName, checkText, isId } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { demand, forbidden, invalid } from '../../core/errors.js';
import { documentBody } from '../../core/html.js';
import { isTechnicianIn, type Principal, signedIn } from '../../core/principal.js';
import type { Ticket } from '../../generated/prisma/client.js';
import type { MailKind, TicketOrigin } from '../../generated/prisma/enums.js';
import { visibleCategories } from '../category/category-policy.js';
import { fieldsOfCategory } from '../custom-field/custom-field-policy.js';
import { type FieldInputs, writeFieldValues } from '../custom-field/custom-field-service.js';
import { type NewFile, writeFiles } from '../file/file-service.js';
import { findOrCreateTags } from '../tag/tag-service.js';
import { assignableUsers } from '../user/user-policy.js';
import { recordFieldChanges } from './ticket-custom-fields.js';
import { changesBetween, recordEvent } from './ticket-events.js';
import { historyChanges } from './ticket-history.js';
import { canFileFor } from './ticket-policy.js';
import { PRIORITY_MAX, PRIORITY_MIN, STATUS, take } from './ticket-rules.js';

export const SUBJECT_LENGTH_MAX = 1000;

export interface NewTicket {
  readonly categoryId: number;
  readonly subject: string;
  /** Text or HTML; may be empty. */
  readonly body: string;
  /** −1 low to 2 critical; normal when absent. */
  readonly priority?: number;
  /** Whose ticket it is; the caller's when absent. */
  readonly submitterId?: number;
  readonly assigneeId?: number;
  readonly tags?: readonly string[];
  readonly origin?: TicketOrigin;
  readonly dueDate?: Date;
  readonly customFields?: FieldInputs;
  /** They come with the message. */
  readonly files?: readonly NewFile[];
  /** Do not mail the submitter that the ticket has arrived. */
  readonly suppressConfirmation?: boolean;
}

/** Files a ticket with everything that belongs to it, or nothing. */
export async function createTicket(ctx: Context, input: NewTicket): Promise<Ticket> {
  const who = signedIn(ctx);
  checkTicketInput(input);

  return ctx.inTransaction(async (tx) => {
    await demandCategory(tx, input.categoryId, 'categoryId');
    const submitterId = await findSubmitter(tx, who, input.submitterId);
    if (input.assigneeId !== undefined) await demandAssignable(tx, who, input.assigneeId, input.categoryId);

    const ticket = await tx.db.ticket.create({ data: newRow(tx, who, submitterId, input) });
    await tx.db.ticketParticipant.create({ data: { ticketId: ticket.id, userId: submitterId } });
    const tags = await findOrCreateTags(tx, input.tags ?? []);
    if (tags.length > 0)
      await tx.db.ticketTag.createMany({ data: tags.map(({ id }) => ({ ticketId: ticket.id, tagId: id })) });
    await writeFiles(tx, { ticketId: ticket.id }, input.files ?? []);
    const fieldChanges = await writeFieldValues(
      tx,
      { ticketId: ticket.id },
      input.customFields ?? new Map(),
      fieldsOfCategory(input.categoryId),
    );
    const changes = [...historyChanges(null, ticket), ...changesBetween({}, { tags: tags.map(({ name }) => name) })];
    recordEvent(tx, { ticketId: ticket.id, kind: 'CREATED', changes, mails: mailsAbout(who, input) });
    await recordFieldChanges(tx, ticket.id, fieldChanges);
    return ticket;
  });
}

function checkTicketInput({ subject, body, priority, dueDate }: NewTicket): void {
  checkName('subject', subject, SUBJECT_LENGTH_MAX);
  checkText('body', body);
  if (priority !== undefined) checkInteger('priority', priority, PRIORITY_MIN, PRIORITY_MAX);
  if (dueDate !== undefined) checkDate('dueDate', dueDate);
}

function mailsAbout(who: Principal, { suppressConfirmation, assigneeId = who.id }: NewTicket): MailKind[] {
  return [
    ...(suppressConfirmation ? [] : (['CONFIRMATION'] as const)),
    ...(assigneeId === who.id ? [] : (['ASSIGNMENT'] as const)),
    'NEW_TICKET',
  ];
}

function newRow(tx: Context, who: Principal, submitterId: number, input: NewTicket) {
  const now = tx.now();
  const fresh = { statusId: STATUS.NEW as number, startedAt: null, resolvedAt: null };
  return {
    ...(input.assigneeId === who.id ? take(fresh, now) : fresh),
    subject: input.subject.trim(),
    body: documentBody(input.body),
    priority: input.priority ?? 0,
    categoryId: input.categoryId,
    submitterId,
    onBehalfOfId: submitterId === who.id ? null : who.id,
    assigneeId: input.assigneeId ?? null,
    origin: input.origin ?? ('API' as const),
    dueDate: input.dueDate ?? null,
    createdAt: now,
    updatedAt: now,
    lastUpdatedById: who.id,
  };
}

async function findSubmitter(tx: Context, who: Principal, submitterId = who.id): Promise<number> {
  if (submitterId === who.id) return who.id;
  demand(canFileFor(who, submitterId), forbidden('file tickets for other users'));
  await demandUser(tx, submitterId, 'submitterId');
  return submitterId;
}

/** Demands a category the caller may file tickets in. */
export async function demandCategory(tx: Context, id: number, field: string): Promise<void> {
  const where = { AND: [{ id }, visibleCategories(signedIn(tx))] };
  demand(isId(id) && (await tx.db.category.count({ where })) === 1, invalid(field, 'There is no such category.'));
}

/** Demands an account that can own tickets. */
export async function demandUser(tx: Context, id: number, field: string): Promise<void> {
  const exists = isId(id) && (await tx.db.user.count({ where: { id, isTombstone: false } })) === 1;
  demand(exists, invalid(field, 'There is no such user.'));
}

/** Demands that the caller may assign here and that the assignee works in the category. */
export async function demandAssignable(tx: Context, who: Principal, id: number, categoryId: number): Promise<void> {
  demand(isTechnicianIn(who, categoryId), forbidden('assign tickets in this category'));
  const can = isId(id) && (await tx.db.user.count({ where: { AND: [{ id }, assignableUsers(categoryId)] } })) === 1;
  demand(can, invalid('assigneeId', 'The assignee must be a technician of the category.'));
}
