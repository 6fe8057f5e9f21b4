import { beforeEach, describe, expect, it } from 'vitest';
import { createTag, deleteTag, findOrCreateTags, renameTag } from '../../src/domain/tag/tag-service.js';
import { makeCallers } from '../support/callers.js';
import { testDatabase } from '../support/db.js';
import { makeTag, makeTicket } from '../support/factories.js';

const { db, truncate } = await testDatabase();
beforeEach(truncate);

describe('tags: works', () => {
  it('finds tags without regard to case and makes the missing ones', async () => {
    const { customer } = await makeCallers(db);
    const wifi = await makeTag(db, 'WiFi');
    const tags = await findOrCreateTags(customer, ['wifi', 'router', 'Router ']);
    expect(tags[0]).toEqual(wifi);
    expect(tags).toHaveLength(2);
    expect(await findOrCreateTags(customer, [])).toEqual([]);
  });

  it('renames a tag where it is used, and deletes it from there', async () => {
    const { technician } = await makeCallers(db);
    const ticket = await makeTicket(db);
    const tag = await createTag(technician, ' wifi ');
    await db.ticketTag.create({ data: { ticketId: ticket.id, tagId: tag.id } });
    expect(await renameTag(technician, tag.id, 'WLAN')).toMatchObject({ id: tag.id, name: 'WLAN', nameKey: 'wlan' });
    await deleteTag(technician, tag.id);
    expect(await db.ticketTag.count()).toBe(0);
    expect(await db.ticket.count()).toBe(1);
  });
});

describe('tags: refuses', () => {
  it('leaves the desk’s tags to staff', async () => {
    const { customer } = await makeCallers(db);
    const { id } = await makeTag(db);
    await expect(createTag(customer, 'x')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(renameTag(customer, id, 'x')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(deleteTag(customer, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('tags: mistakes', () => {
  it('names the field when the name is taken or no name', async () => {
    const { technician } = await makeCallers(db);
    await makeTag(db, 'wifi');
    const { id } = await makeTag(db, 'router');
    const taken = { code: 'CONFLICT', field: ['name'] };
    await expect(createTag(technician, 'WIFI')).rejects.toMatchObject(taken);
    await expect(renameTag(technician, id, 'Wifi')).rejects.toMatchObject(taken);
    await expect(createTag(technician, ' ')).rejects.toMatchObject({ code: 'INVALID', field: ['name'] });
    await expect(createTag(technician, 'x'.repeat(101))).rejects.toMatchObject({ code: 'INVALID', field: ['name'] });
  });

  it('does not find what is not there', async () => {
    const { technician } = await makeCallers(db);
    await expect(renameTag(technician, 999, 'x')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(deleteTag(technician, 2 ** 31)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
