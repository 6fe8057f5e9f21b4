import { beforeEach, describe, expect, it } from 'vitest';
import {
  addCategoryTechnician,
  listAssignableUsers,
  removeCategoryTechnician,
} from '../../src/domain/user/category-technicians.js';
import { contextOf } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import * as make from '../support/factories.js';

const { db, truncate } = await testDatabase();
beforeEach(truncate);

async function makeDesk() {
  const admin = await contextOf(db, await make.makeAdmin(db));
  const [category, user] = [await make.makeCategory(db), await make.makeUser(db)];
  return { admin, user, row: { categoryId: category.id, userId: user.id } };
}

describe('works', () => {
  it('makes a technician and takes the right away, each told once', async () => {
    const { admin, user, row } = await makeDesk();
    const assignable = async () => (await listAssignableUsers(admin, row.categoryId)).map(({ id }) => id);
    await addCategoryTechnician(admin, row);
    expect(await addCategoryTechnician(admin, row)).toMatchObject({ category: { id: row.categoryId }, user });
    expect(await assignable()).toEqual([user.id, admin.who?.id].sort());
    await removeCategoryTechnician(admin, row);
    await removeCategoryTechnician(admin, row);
    expect(await assignable()).toEqual([admin.who?.id]);
    const changed = { name: 'user.changed', userId: user.id };
    expect(admin.events).toEqual([changed, changed]);
  });
});

describe('refuses', () => {
  it('all but administrators, and customers to list', async () => {
    const { row, user } = await makeDesk();
    const tech = await contextOf(db, await make.makeTechnician(db, [{ id: row.categoryId }]));
    await expect(addCategoryTechnician(tech, row)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(removeCategoryTechnician(tech, row)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await listAssignableUsers(tech, row.categoryId)).toHaveLength(2);
    const customer = await contextOf(db, user);
    await expect(listAssignableUsers(customer, row.categoryId)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('mistakes', () => {
  it('does not know what is not there', async () => {
    const { admin, row } = await makeDesk();
    for (const wrong of [
      { ...row, categoryId: 99_999 },
      { ...row, userId: 0 },
      { ...row, userId: 2 ** 31 },
    ]) {
      await expect(addCategoryTechnician(admin, wrong)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(removeCategoryTechnician(admin, wrong)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });
});
