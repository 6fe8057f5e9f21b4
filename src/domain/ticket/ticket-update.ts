import { checkDate, checkInteger, checkName, checkText } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { conflict, demand, forbidden, invalid } from '../../core/errors.js';
import { documentBody } from '../../core/html.js';
import { type Principal, signedIn } from '../../core/principal.js';
import type { Ticket } from '../../generated/prisma/client.js';
import type { MailKind } from '../../generated/prisma/enums.js';
import { findOrCreateTags } from '../tag/tag-service.js';
import { demandAssignable, demandCategory, demandUser, SUBJECT_LENGTH_MAX } from './ticket-create.js';
import { changesBetween, recordEvent } from './ticket-events.js';
import { logEntries, writeLog } from './ticket-log.js';
import { addParticipant } from './ticket-participants.js';
import { canClose, canEdit, isTicketStaff } from './ticket-policy.js';
import { moveTo, PRIORITY_MAX, PRIORITY_MIN, STATUS, take } from './ticket-rules.js';
import { type LockedTicket, lockTicket, saveTicket } from './ticket-service.js';

/** Absent keeps, a value sets, null clears. */
export interface TicketPatch {
  readonly subject?: string;
  readonly body?: string;
  readonly priority?: number;
  readonly categoryId?: number;
  readonly statusId?: number;
  readonly submitterId?: number;
  readonly assigneeId?: number | null;
  readonly createdAt?: Date;
  readonly dueDate?: Date | null;
  /** Counts only if the ticket is closed afterwards. */
  readonly resolvedAt?: Date;
  readonly timeSpentSeconds?: number;
  /** Replaces all tags. */
  readonly tags?: readonly string[];
  /** Refuses with CONFLICT when the ticket has another version by now. */
  readonly expectedVersion?: number;
  /** Do not mail anybody that the ticket was closed. */
  readonly suppressNotification?: boolean;
}

const STAFF_FIELDS = ['submitterId', 'assigneeId', 'createdAt', 'resolvedAt', 'timeSpentSeconds', 'dueDate'] as const;

/** Changes a ticket the caller can see; either everything in the patch or nothing. */
export async function updateTicket(ctx: Context, id: number, patch: TicketPatch): Promise<Ticket> {
  const who = signedIn(ctx);
  checkPatch(patch);

  return ctx.inTransaction(async (tx) => {
    const before = await lockTicket(tx, id);
    demandRights(who, before, patch);
    demand([undefined, before.version].includes(patch.expectedVersion), conflict('Somebody else changed the ticket.'));
    await demandReferences(tx, who, before, patch);

    const changed = changedColumns(tx, who, before, patch);
    const tagNames = patch.tags && (await replaceTags(tx, id, patch.tags));
    const changes = [...changesBetween(before, changed), ...(tagNames ?? [])];
    if (changes.length === 0) return before;

    const bySubmitter = isTicketStaff(who, before) ? {} : { updatedByUser: true, updatedByStaff: false };
    const after = await saveTicket(tx, id, { ...changed, ...bySubmitter });
    if (before.submitterId !== after.submitterId) await addParticipant(tx, id, after.submitterId);
    await writeLog(tx, id, await logEntries(tx, before, after));
    const kind = eventKind(before, after);
    recordEvent(tx, { ticketId: id, kind, changes, mails: mailsAbout(who, before, after, patch) });
    return after;
  });
}

/** Closes a ticket; closing a closed one changes nothing and tells nobody. */
export async function closeTicket(
  ctx: Context,
  id: number,
  options: { suppressNotification?: boolean } = {},
): Promise<Ticket> {
  return updateTicket(ctx, id, { statusId: STATUS.CLOSED, ...options });
}

/** Opens a closed ticket again; an open one is a conflict. */
export async function reopenTicket(ctx: Context, id: number): Promise<Ticket> {
  return ctx.inTransaction(async (tx) => {
    const { statusId } = await lockTicket(tx, id);
    demand(statusId === STATUS.CLOSED, conflict('The ticket is not closed.'));
    return updateTicket(tx, id, { statusId: STATUS.IN_PROGRESS });
  });
}

function checkPatch(patch: TicketPatch): void {
  if (patch.subject !== undefined) checkName('subject', patch.subject, SUBJECT_LENGTH_MAX);
  if (patch.body !== undefined) checkText('body', patch.body);
  if (patch.priority !== undefined) checkInteger('priority', patch.priority, PRIORITY_MIN, PRIORITY_MAX);
  if (patch.timeSpentSeconds !== undefined) checkInteger('timeSpentSeconds', patch.timeSpentSeconds, 0);
  for (const field of ['createdAt', 'dueDate', 'resolvedAt'] as const) {
    const date = patch[field];
    if (date) checkDate(field, date);
  }
}

function demandRights(who: Principal, ticket: LockedTicket, patch: TicketPatch): void {
  if (isTicketStaff(who, ticket)) return;
  const { statusId, suppressNotification, expectedVersion, ...fields } = patch;
  const movesFreely = statusId === undefined || statusId === ticket.statusId || isOpenOrClose(ticket, statusId);
  demand(movesFreely, forbidden('set this status'));
  demand(statusId === undefined || canClose(who, ticket), forbidden('close or reopen this ticket'));
  const staffField = STAFF_FIELDS.find((field) => fields[field] !== undefined);
  demand(staffField === undefined, forbidden(`change ${staffField} of this ticket`));
  demand(Object.keys(fields).length === 0 || canEdit(who, ticket), forbidden('edit this ticket'));
}

/** Customers close their tickets and open them again; every other status is the staff's. */
function isOpenOrClose(ticket: LockedTicket, statusId: number): boolean {
  return statusId === STATUS.CLOSED || (ticket.statusId === STATUS.CLOSED && statusId === STATUS.IN_PROGRESS);
}

async function demandReferences(tx: Context, who: Principal, before: LockedTicket, patch: TicketPatch): Promise<void> {
  const { categoryId, statusId, submitterId, assigneeId } = patch;
  if (categoryId !== undefined) await demandCategory(tx, categoryId, 'categoryId');
  if (submitterId !== undefined) await demandUser(tx, submitterId, 'submitterId');
  if (statusId !== undefined) {
    const exists = (await tx.db.ticketStatus.count({ where: { id: statusId } })) === 1;
    demand(exists, invalid('statusId', 'There is no such status.'));
  }
  if (typeof assigneeId === 'number' && assigneeId !== before.assigneeId) {
    await demandAssignable(tx, who, assigneeId, categoryId ?? before.categoryId);
  }
}

/** The columns that the patch sets and what follows from them, in the form of an update. */
function changedColumns(tx: Context, who: Principal, before: LockedTicket, patch: TicketPatch) {
  const now = tx.now();
  const { subject, body, priority, categoryId, submitterId, assigneeId, createdAt, dueDate, timeSpentSeconds } = patch;
  const moved = patch.statusId === undefined ? before : moveTo(patch.statusId, before, now);
  const takes = assigneeId === who.id && before.assigneeId !== who.id;
  const { statusId, startedAt, resolvedAt } = takes ? take(moved, now) : moved;
  const columns = {
    statusId,
    startedAt,
    resolvedAt: statusId === STATUS.CLOSED ? (patch.resolvedAt ?? resolvedAt) : resolvedAt,
    subject: subject?.trim(),
    body: body === undefined ? undefined : documentBody(body),
    priority,
    categoryId,
    submitterId,
    assigneeId,
    createdAt,
    dueDate,
    timeSpentSeconds,
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

async function replaceTags(tx: Context, ticketId: number, names: readonly string[]) {
  const old = await tx.db.ticketTag.findMany({ where: { ticketId }, select: { tag: true }, orderBy: { tagId: 'asc' } });
  const tags = await findOrCreateTags(tx, names);
  await tx.db.ticketTag.deleteMany({ where: { ticketId, tagId: { notIn: tags.map(({ id }) => id) } } });
  await tx.db.ticketTag.createMany({ data: tags.map(({ id }) => ({ ticketId, tagId: id })), skipDuplicates: true });
  return changesBetween({ tags: old.map(({ tag }) => tag.name) }, { tags: tags.map(({ name }) => name) });
}

function mailsAbout(who: Principal, before: LockedTicket, after: Ticket, patch: TicketPatch): MailKind[] {
  const isAssigned = after.assigneeId !== null && after.assigneeId !== before.assigneeId;
  const isClosed = eventKind(before, after) === 'CLOSED';
  return [
    ...(isAssigned && after.assigneeId !== who.id ? (['ASSIGNMENT'] as const) : []),
    ...(isClosed && !patch.suppressNotification ? (['CLOSING'] as const) : []),
  ];
}

function eventKind(before: LockedTicket, after: Ticket): 'CLOSED' | 'REOPENED' | 'UPDATED' {
  if (before.statusId === after.statusId) return 'UPDATED';
  if (after.statusId === STATUS.CLOSED) return 'CLOSED';
  return before.statusId === STATUS.CLOSED ? 'REOPENED' : 'UPDATED';
}
