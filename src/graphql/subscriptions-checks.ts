import type { Context } from '../core/context.js';
import type { Prisma } from '../generated/prisma/client.js';

const AT_ONCE = 4;

/** Finds out which entries of the history subscribers may see. */
export interface Checks {
  /** The ids of the entries that the clause lets through, as of now. */
  find(ctx: Context, where: Prisma.TicketEventWhereInput): Promise<ReadonlySet<number>>;
}

/**
 * Subscribers who ask the same at the same time share one statement, and only a few statements run at once: a change that
 * concerns a thousand subscribers must not keep everybody else from the database.
 */
export function createChecks(): Checks {
  const underWay = new Map<string, Promise<ReadonlySet<number>>>();
  const waiting: (() => void)[] = [];
  let running = 0;

  async function ask(ctx: Context, where: Prisma.TicketEventWhereInput): Promise<ReadonlySet<number>> {
    if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      const rows = await ctx.db.ticketEvent.findMany({ where, select: { id: true } });
      return new Set(rows.map(({ id }) => id));
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  }

  return {
    find(ctx, where) {
      const key = JSON.stringify(where);
      const asking = underWay.get(key) ?? ask(ctx, where).finally(() => underWay.delete(key));
      underWay.set(key, asking);
      return asking;
    },
  };
}
