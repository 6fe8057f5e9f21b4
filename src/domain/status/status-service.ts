import { checkInteger, checkText, isId } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { conflict, demand, invalid, notFound } from '../../core/errors.js';
import { demandFreeName, nameColumns } from '../../core/names.js';
import { adminOnly, signedIn } from '../../core/principal.js';
import type { TicketStatus } from '../../generated/prisma/client.js';

export interface NewTicketStatus {
  readonly name: string;
  /** CSS colour, or empty. */
  readonly color?: string;
  /** Time spent is not counted while a ticket has it. */
  readonly stopsTimer?: boolean;
  /** Only staff may set it. */
  readonly forTechsOnly?: boolean;
  /** Its place among the statuses, the smallest first. */
  readonly position?: number;
}

/** Absent keeps, a value sets. */
export type TicketStatusPatch = Partial<NewTicketStatus>;

const NAME_LENGTH_MAX = 100;

/** Names, `#rgb`, `#rrggbb` and their forms with opacity: nothing that could break out of a style. */
const COLOR = /^(?:#[0-9a-f]{3,4}|#[0-9a-f]{6}|#[0-9a-f]{8}|[a-z]{3,30})?$/i;

/** All statuses in the desk's order. Their names appear on tickets, so everybody may read them. */
export async function listStatuses(ctx: Context) {
  signedIn(ctx);
  return ctx.db.ticketStatus.findMany({ orderBy: [{ position: 'asc' }, { id: 'asc' }] });
}

/** A status. Everybody may read it. */
export async function getTicketStatus(ctx: Context, id: number): Promise<TicketStatus> {
  signedIn(ctx);
  const status = isId(id) ? await ctx.db.ticketStatus.findUnique({ where: { id } }) : null;
  demand(status, notFound('Status'));
  return status;
}

/** Adds a status of the desk's own, which counts as active; CONFLICT when the name is taken. */
export async function createTicketStatus(ctx: Context, input: NewTicketStatus): Promise<TicketStatus> {
  adminOnly(ctx, 'set up statuses');
  const data = { ...readColumns(input), ...nameColumns('name', input.name, NAME_LENGTH_MAX) };
  return demandFreeName('status', ctx.db.ticketStatus.create({ data }));
}

/** Changes a status, also the name and colour of a built-in one; CONFLICT when the new name is taken. */
export async function updateTicketStatus(ctx: Context, id: number, patch: TicketStatusPatch): Promise<TicketStatus> {
  adminOnly(ctx, 'set up statuses');
  const data = readColumns(patch);
  const status = await getTicketStatus(ctx, id);
  const staysOpen = !patch.forTechsOnly || !isBuiltIn(status);
  demand(staysOpen, invalid('forTechsOnly', 'Everybody closes and reopens tickets; a built-in status is for all.'));
  return demandFreeName('status', ctx.db.ticketStatus.update({ where: { id }, data }));
}

/** Deletes a status of the desk's own that no ticket has. */
export async function deleteTicketStatus(ctx: Context, id: number): Promise<TicketStatus> {
  adminOnly(ctx, 'set up statuses');
  const status = await getTicketStatus(ctx, id);
  demand(!isBuiltIn(status), conflict('New, In progress and Closed are part of every desk.'));
  const { count } = await ctx.db.ticketStatus.deleteMany({ where: { id, tickets: { none: {} } } });
  demand(count === 1, conflict('There are tickets with this status. Give them another one first.'));
  return status;
}

function isBuiltIn({ kind }: TicketStatus): boolean {
  return kind !== 'CUSTOM';
}

function readColumns({ name, color, stopsTimer, forTechsOnly, position }: TicketStatusPatch) {
  return {
    ...(name !== undefined && nameColumns('name', name, NAME_LENGTH_MAX)),
    color: color === undefined ? undefined : readColor(color),
    stopsTimer,
    forTechsOnly,
    position: position === undefined ? undefined : checkInteger('position', position, 0),
  };
}

function readColor(text: string): string {
  const color = checkText('color', text).trim();
  demand(COLOR.test(color), invalid('color', 'color must be a CSS colour such as #2e7d32 or green, or empty.'));
  return color;
}
