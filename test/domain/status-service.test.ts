import { beforeEach, describe, expect, it } from 'vitest';
import {
  createTicketStatus,
  deleteTicketStatus,
  listStatuses,
  updateTicketStatus,
} from '../../src/domain/status/status-service.js';
import { makeCallers } from '../support/callers.js';
import { testDatabase } from '../support/db.js';
import { makeTicket } from '../support/factories.js';

const { db, truncate } = await testDatabase();
beforeEach(truncate);

describe('statuses: works', () => {
  it('adds a status of the desk’s own, with a large id, that everybody can read', async () => {
    const { admin, customer } = await makeCallers(db);
    const status = await createTicketStatus(admin, { name: 'Waiting', color: '#FFAA00', position: 9 });
    expect(status).toMatchObject({ kind: 'CUSTOM', stopsTimer: false, forTechsOnly: false });
    expect(status.id).toBeGreaterThan(10_000);
    expect((await listStatuses(customer)).map(({ name }) => name)).toEqual(['New', 'In progress', 'Closed', 'Waiting']);
  });

  it('renames and colours a built-in one', async () => {
    const { admin } = await makeCallers(db);
    const changed = await updateTicketStatus(admin, 3, { name: 'Geschlossen', color: 'green', stopsTimer: true });
    expect(changed).toMatchObject({ id: 3, kind: 'CLOSED', name: 'Geschlossen', color: 'green', stopsTimer: true });
  });

  it('deletes one that no ticket has', async () => {
    const { admin } = await makeCallers(db);
    const { id } = await createTicketStatus(admin, { name: 'Waiting' });
    await deleteTicketStatus(admin, id);
    expect(await db.ticketStatus.findUnique({ where: { id } })).toBeNull();
  });
});

describe('statuses: refuses', () => {
  it('leaves the set-up to administrators', async () => {
    const { technician, anonymous } = await makeCallers(db);
    await expect(createTicketStatus(technician, { name: 'X' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(updateTicketStatus(technician, 1, { name: 'X' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(deleteTicketStatus(technician, 1)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(listStatuses(anonymous)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('statuses: mistakes', () => {
  it.each([1, 2, 3])('keeps the built-in status %d, for everybody', async (id) => {
    const { admin } = await makeCallers(db);
    await expect(deleteTicketStatus(admin, id)).rejects.toMatchObject({ code: 'CONFLICT' });
    const wrong = { code: 'INVALID', field: ['forTechsOnly'] };
    await expect(updateTicketStatus(admin, id, { forTechsOnly: true })).rejects.toMatchObject(wrong);
    await updateTicketStatus(admin, id, { forTechsOnly: false });
  });

  it('keeps a status that a ticket has', async () => {
    const { admin } = await makeCallers(db);
    const { id } = await createTicketStatus(admin, { name: 'Waiting' });
    await makeTicket(db, { statusId: id });
    const inUse = { code: 'CONFLICT', message: 'There are tickets with this status. Give them another one first.' };
    await expect(deleteTicketStatus(admin, id)).rejects.toMatchObject(inUse);
  });

  it('names the field when the name is taken', async () => {
    const { admin } = await makeCallers(db);
    const taken = { code: 'CONFLICT', field: ['name'] };
    await expect(createTicketStatus(admin, { name: 'in PROGRESS' })).rejects.toMatchObject(taken);
    await expect(updateTicketStatus(admin, 1, { name: 'closed' })).rejects.toMatchObject(taken);
  });

  it.each(['red;background:url(x)', '#12', '#12345', '"', 'rgb(0,0,0)', 'x\u0000'])(
    'refuses the colour %j',
    async (color) => {
      const { admin } = await makeCallers(db);
      const wrong = { code: 'INVALID', field: ['color'] };
      await expect(createTicketStatus(admin, { name: 'X', color })).rejects.toMatchObject(wrong);
    },
  );

  it('does not find what is not there', async () => {
    const { admin } = await makeCallers(db);
    await expect(updateTicketStatus(admin, 4, {})).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(deleteTicketStatus(admin, 2 ** 31)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
