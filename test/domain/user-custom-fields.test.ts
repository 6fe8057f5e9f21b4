import { beforeEach, describe, expect, it } from 'vitest';
import { listUserFieldValues, setUserCustomFields } from '../../src/domain/user/user-custom-fields.js';
import { contextOf } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import * as make from '../support/factories.js';

const { db, truncate } = await testDatabase();
beforeEach(truncate);

async function makeDesk() {
  const admin = await contextOf(db, await make.makeAdmin(db));
  const user = await make.makeUser(db);
  const badge = await make.makeCustomField(db, { usage: 'USER' });
  const note = await make.makeCustomField(db, { usage: 'USER', forTechsOnly: true });
  return { admin, user, own: await contextOf(db, user), badge, note };
}

describe('works', () => {
  it('lets administrators set fields; staff read all, users those of theirs that are not for technicians', async () => {
    const { admin, user, own, badge, note } = await makeDesk();
    const values = new Map([badge, note].map(({ id }) => [id, `value ${id}`]));
    await setUserCustomFields(admin, user.id, values);
    const tech = await contextOf(db, await make.makeTechnician(db));
    const texts = async (ctx: typeof admin) =>
      (await listUserFieldValues(ctx, user.id)).map(({ value }) => value?.text);
    expect(await texts(tech)).toEqual([`value ${badge.id}`, `value ${note.id}`]);
    expect(await texts(own)).toEqual([`value ${badge.id}`]);

    await setUserCustomFields(admin, user.id, new Map([[badge.id, '']]));
    expect(await texts(own)).toEqual([]);
    expect(await listUserFieldValues(own, user.id, { returnUnset: true })).toMatchObject([{ value: null }]);
  });
});

describe('refuses', () => {
  it('others to set fields, and managers to read those of their people', async () => {
    const { user, own, badge } = await makeDesk();
    const tech = await contextOf(db, await make.makeTechnician(db));
    for (const ctx of [tech, own]) {
      const setting = setUserCustomFields(ctx, user.id, new Map([[badge.id, 'x']]));
      await expect(setting).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    const company = await make.makeCompany(db);
    await db.user.update({ where: { id: user.id }, data: { companyId: company.id } });
    const manager = await contextOf(db, await make.makeUser(db, { isManager: true, companyId: company.id }));
    await expect(listUserFieldValues(manager, user.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const stranger = await contextOf(db, await make.makeUser(db));
    await expect(listUserFieldValues(stranger, user.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('mistakes', () => {
  it('does not know fields of tickets, nor users that are not there', async () => {
    const { admin, user, badge } = await makeDesk();
    const ofTickets = await make.makeCustomField(db);
    const mixed = new Map([badge, ofTickets].map(({ id }) => [id, 'x']));
    await expect(setUserCustomFields(admin, user.id, mixed)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(setUserCustomFields(admin, 99_999, new Map())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await db.customFieldValue.count()).toBe(0);
  });
});
