import { beforeEach, describe, expect, it } from 'vitest';
import {
  createDepartment,
  deleteDepartment,
  getDepartment,
  getOrCreateDepartment,
  listDepartments,
  updateDepartment,
} from '../../src/domain/department/department-service.js';
import { makeCallers } from '../support/callers.js';
import { contextOf } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import { makeCompany, makeDepartment, makeUser } from '../support/factories.js';

const { db, truncate } = await testDatabase();
beforeEach(truncate);

describe('departments: works', () => {
  it('keeps departments of the same name apart by company', async () => {
    const { technician } = await makeCallers(db);
    const { id: companyId } = await makeCompany(db);
    const desk = await getOrCreateDepartment(technician, { name: 'Sales' });
    const company = await getOrCreateDepartment(technician, { name: 'Sales', companyId });
    expect(desk.id).not.toBe(company.id);
    expect(await getOrCreateDepartment(technician, { name: ' SALES', companyId })).toEqual(company);
    expect(await listDepartments(technician, { select: { companyId: true } })).toEqual([
      { companyId: null },
      { companyId },
    ]);
  });

  it('renames a department and moves it to another company', async () => {
    const { admin } = await makeCallers(db);
    const { id: companyId } = await makeCompany(db);
    const { id } = await createDepartment(admin, { name: 'Sales' });
    expect(await updateDepartment(admin, id, { companyId })).toMatchObject({ name: 'Sales', companyId });
    expect(await updateDepartment(admin, id, { name: 'Support' })).toMatchObject({ name: 'Support', companyId });
    expect(await updateDepartment(admin, id, { companyId: null })).toMatchObject({ companyId: null, key: '0:support' });
  });

  it('deletes a department, not its people, whose rights change', async () => {
    const { admin } = await makeCallers(db);
    const { id } = await makeDepartment(db);
    const member = await makeUser(db, { departmentId: id });
    await deleteDepartment(admin, id);
    expect(await db.user.findUnique({ where: { id: member.id } })).toMatchObject({ departmentId: null });
    expect(admin.events).toEqual([{ name: 'user.changed', userId: member.id }]);
  });
});

describe('departments: refuses', () => {
  it('shows customers their own and those of their company', async () => {
    const { id: companyId } = await makeCompany(db);
    const sibling = await makeDepartment(db, { companyId });
    const foreign = await makeDepartment(db);
    const ctx = await contextOf(db, await makeUser(db, { companyId }));
    expect(await getDepartment(ctx, sibling.id)).toMatchObject({ id: sibling.id });
    await expect(getDepartment(ctx, foreign.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(listDepartments(ctx)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('lets technicians add departments, but only administrators change and delete them', async () => {
    const { technician, customer } = await makeCallers(db);
    const { id } = await createDepartment(technician, { name: 'Sales' });
    await expect(updateDepartment(technician, id, { name: 'X' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(deleteDepartment(technician, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(createDepartment(customer, { name: 'X' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('departments: mistakes', () => {
  it('names the field when the name is taken', async () => {
    const { admin } = await makeCallers(db);
    await createDepartment(admin, { name: 'Sales' });
    const other = await createDepartment(admin, { name: 'Support' });
    const taken = { code: 'CONFLICT', field: ['name'] };
    await expect(createDepartment(admin, { name: 'sales' })).rejects.toMatchObject(taken);
    await expect(updateDepartment(admin, other.id, { name: 'SALES' })).rejects.toMatchObject(taken);
  });

  it.each([0, 999, 2 ** 31])('does not know the company %d', async (companyId) => {
    const { admin } = await makeCallers(db);
    const unknown = { code: 'INVALID', field: ['companyId'] };
    await expect(createDepartment(admin, { name: 'Sales', companyId })).rejects.toMatchObject(unknown);
  });

  it('does not find what is not there', async () => {
    const { admin } = await makeCallers(db);
    await expect(updateDepartment(admin, 999, {})).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(deleteDepartment(admin, 2 ** 31)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
