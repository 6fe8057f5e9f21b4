import type { Context } from '../../core/context.js';
import { demand, forbidden } from '../../core/errors.js';
import { signedIn } from '../../core/principal.js';
import type { Prisma, Ticket } from '../../generated/prisma/client.js';
import { fieldsOfCategory } from '../custom-field/custom-field-policy.js';
import {
  type FieldChange,
  type FieldInputs,
  type FieldWithValue,
  listFieldValues,
  writeFieldValues,
} from '../custom-field/custom-field-service.js';
import { recordEvent } from './ticket-events.js';
import { canEdit } from './ticket-policy.js';
import { getTicket, lockTicket, saveTicket } from './ticket-service.js';

/**
 * The custom fields of a visible ticket that have a value; with `returnUnset` also those without one. Values of fields
 * that belong to an earlier category of the ticket are among them.
 */
export async function listTicketFieldValues(
  ctx: Context,
  ticketId: number,
  { returnUnset = false }: { returnUnset?: boolean } = {},
): Promise<FieldWithValue[]> {
  const { id, categoryId } = await getTicket(ctx, ticketId, { select: { id: true, categoryId: true } });
  const set: Prisma.CustomFieldWhereInput = { usage: 'TICKET', values: { some: { ticketId: id } } };
  const where = returnUnset ? { OR: [set, fieldsOfCategory(categoryId)] } : set;
  return listFieldValues(ctx, { ticketId: id }, where);
}

/** Sets custom fields of a ticket, all or none. Customers set those of their own tickets that are not for technicians. */
export async function setTicketCustomFields(ctx: Context, ticketId: number, inputs: FieldInputs): Promise<Ticket> {
  const who = signedIn(ctx);

  return ctx.inTransaction(async (tx) => {
    const ticket = await lockTicket(tx, ticketId);
    demand(canEdit(who, ticket), forbidden('edit this ticket'));
    const changes = await writeFieldValues(tx, { ticketId: ticket.id }, inputs, fieldsOfCategory(ticket.categoryId));
    if (changes.length === 0) return ticket;
    const saved = await saveTicket(tx, ticket.id, {});
    await recordFieldChanges(tx, ticket.id, changes);
    return saved;
  });
}

/** Writes down changed custom fields; what became of those for technicians only staff can read. */
export async function recordFieldChanges(tx: Context, ticketId: number, changes: readonly FieldChange[]) {
  for (const isInternal of [false, true]) {
    const entries = changes
      .filter(({ field }) => field.forTechsOnly === isInternal)
      .map(({ field, before, after }) => ({ field: `customFields.${field.id}`, before, after }));
    if (entries.length > 0) recordEvent(tx, { ticketId, kind: 'FIELDS_CHANGED', changes: entries, isInternal });
  }
}
