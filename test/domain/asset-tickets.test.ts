import { beforeEach, describe, expect, it } from 'vitest';
import { addTicketAsset, removeTicketAsset } from '../../src/domain/asset/asset-tickets.js';
import { contextOf } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import { makeAdmin, makeAsset, makeTechnician, makeTicket } from '../support/factories.js';

const { db, truncate } = await testDatabase();
beforeEach(truncate);

async function makeScene() {
  const ticket = await makeTicket(db);
  const technician = await contextOf(db, await makeTechnician(db, [{ id: ticket.categoryId }]));
  return { ticket, technician, asset: await makeAsset(db) };
}

describe('assets of tickets: works', () => {
  it('adds and removes an asset, with an entry in the history each time', async () => {
    const { ticket, technician, asset } = await makeScene();
    expect(await addTicketAsset(technician, ticket.id, asset.id)).toMatchObject({ version: 2 });
    expect(await db.ticketAsset.findMany()).toEqual([{ ticketId: ticket.id, assetId: asset.id }]);
    expect(await removeTicketAsset(technician, ticket.id, asset.id)).toMatchObject({ version: 3 });
    expect(await db.ticketAsset.count()).toBe(0);

    const events = await db.ticketEvent.findMany({ orderBy: { id: 'asc' } });
    expect(events).toMatchObject([
      { kind: 'ASSETS_CHANGED', isInternal: true, changes: [{ field: 'assets', before: [], after: [asset.id] }] },
      { kind: 'ASSETS_CHANGED', isInternal: true, changes: [{ field: 'assets', before: [asset.id], after: [] }] },
    ]);
    expect(technician.events.map(({ name }) => name)).toEqual(['ticket.changed', 'ticket.changed']);
  });

  it('changes nothing the second time', async () => {
    const { ticket, technician, asset } = await makeScene();
    await addTicketAsset(technician, ticket.id, asset.id);
    expect(await addTicketAsset(technician, ticket.id, asset.id)).toMatchObject({ version: 2 });
    await removeTicketAsset(technician, ticket.id, asset.id);
    expect(await removeTicketAsset(technician, ticket.id, asset.id)).toMatchObject({ version: 3 });
    expect(await db.ticketEvent.count()).toBe(2);
  });
});

describe('assets of tickets: refuses', () => {
  it('leaves it to the staff of the ticket', async () => {
    const { ticket, asset } = await makeScene();
    const submitter = await contextOf(db, { id: ticket.submitterId });
    const elsewhere = await contextOf(db, await makeTechnician(db));
    await expect(addTicketAsset(submitter, ticket.id, asset.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(removeTicketAsset(submitter, ticket.id, asset.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(addTicketAsset(elsewhere, ticket.id, asset.id)).rejects.toThrow('Ticket not found.');
  });
});

describe('assets of tickets: mistakes', () => {
  it('does not find what is not there', async () => {
    const { ticket, asset } = await makeScene();
    const admin = await contextOf(db, await makeAdmin(db));
    await expect(addTicketAsset(admin, 999, asset.id)).rejects.toThrow('Ticket not found.');
    await expect(addTicketAsset(admin, ticket.id, 2 ** 31)).rejects.toThrow('Asset not found.');
    await expect(removeTicketAsset(admin, ticket.id, 999)).rejects.toThrow('Asset not found.');
  });
});
