import type { Context } from '../../core/context.js';
import { signedIn } from '../../core/principal.js';

/** All statuses in the desk's order. Their names appear on tickets, so everybody may read them. */
export async function listStatuses(ctx: Context) {
  signedIn(ctx);
  return ctx.db.ticketStatus.findMany({ orderBy: [{ position: 'asc' }, { id: 'asc' }] });
}
