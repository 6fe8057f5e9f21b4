import type { Context } from '../../core/context.js';
import { getTicket } from './ticket-service.js';

/** The addresses of a visible ticket's twins in other systems, such as `JiraURL`, by name. */
export async function listTicketIntegrations(ctx: Context, ticketId: number): Promise<Map<string, string>> {
  const { id } = await getTicket(ctx, ticketId, { select: { id: true } });
  const rows = await ctx.db.ticketIntegration.findMany({ where: { ticketId: id }, orderBy: { name: 'asc' } });
  return new Map(rows.map(({ name, url }) => [name, url]));
}
