import type { Context } from '../../core/context.js';
import { demand, forbidden } from '../../core/errors.js';
import { signedIn } from '../../core/principal.js';
import type { Ticket } from '../../generated/prisma/client.js';
import { changesBetween, recordEvent } from '../ticket/ticket-events.js';
import { isTicketStaff } from '../ticket/ticket-policy.js';
import { type LockedTicket, lockTicket, saveTicket } from '../ticket/ticket-service.js';
import { getAsset } from './asset-service.js';

/** Says that a ticket is about an asset; saying it again changes nothing. */
export async function addTicketAsset(ctx: Context, ticketId: number, assetId: number): Promise<Ticket> {
  return changeAssets(ctx, { ticketId, assetId }, async (tx, row) => {
    return tx.db.ticketAsset.createMany({ data: [row], skipDuplicates: true });
  });
}

/** Takes an asset off a ticket; if it is not there, nothing changes. */
export async function removeTicketAsset(ctx: Context, ticketId: number, assetId: number): Promise<Ticket> {
  return changeAssets(ctx, { ticketId, assetId }, (tx, row) => tx.db.ticketAsset.deleteMany({ where: row }));
}

interface TicketAssetRow {
  readonly ticketId: number;
  readonly assetId: number;
}

async function changeAssets(
  ctx: Context,
  row: TicketAssetRow,
  write: (tx: Context, row: TicketAssetRow) => Promise<{ count: number }>,
): Promise<Ticket> {
  const who = signedIn(ctx);

  return ctx.inTransaction(async (tx) => {
    const ticket: LockedTicket = await lockTicket(tx, row.ticketId);
    demand(isTicketStaff(who, ticket), forbidden('change the assets of this ticket'));
    await getAsset(tx, row.assetId);

    const before = await assetIds(tx, row.ticketId);
    const { count } = await write(tx, row);
    if (count === 0) return ticket;

    const after = await saveTicket(tx, row.ticketId, {});
    const changes = changesBetween({ assets: before }, { assets: await assetIds(tx, row.ticketId) });
    // Customers see the assets they use, not which ones their tickets are about.
    recordEvent(tx, { ticketId: row.ticketId, kind: 'ASSETS_CHANGED', changes, isInternal: true });
    return after;
  });
}

async function assetIds(tx: Context, ticketId: number): Promise<number[]> {
  const rows = await tx.db.ticketAsset.findMany({ where: { ticketId }, orderBy: { assetId: 'asc' } });
  return rows.map(({ assetId }) => assetId);
}
