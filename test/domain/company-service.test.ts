import { beforeEach, describe, expect, it } from 'vitest';
import { readEmailDomains } from '../../src/domain/company/company-rules.js';
import {
  createCompany,
  deleteCompany,
  getCompany,
  getOrCreateCompany,
  listCompanies,
  updateCompany,
} from '../../src/domain/company/company-service.js';
import { makeCallers } from '../support/callers.js';
import { contextOf } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import { makeAsset, makeCompany, makeDepartment, makeUser } from '../support/factories.js';

const { db, truncate } = await testDatabase();
beforeEach(truncate);

describe('companies: works', () => {
  it('finds a company by its name whatever the case, and leaves it as it is', async () => {
    const { technician } = await makeCallers(db);
    const made = await getOrCreateCompany(technician, { name: ' Example GmbH ', emailDomains: ['@Example.com'] });
    expect(made).toMatchObject({ name: 'Example GmbH', nameKey: 'example gmbh', emailDomains: ['example.com'] });
    expect(await getOrCreateCompany(technician, { name: 'EXAMPLE gmbh', emailDomains: ['other.org'] })).toEqual(made);
    expect(await db.company.count()).toBe(1);
  });

  it('lists all by name, or a page', async () => {
    const { technician } = await makeCallers(db);
    for (const name of ['Beta', 'Alpha', 'Gamma']) await makeCompany(db, { name });
    const names = async (page = {}) => (await listCompanies(technician, page)).map(({ name }) => name);
    expect(await names()).toEqual(['Alpha', 'Beta', 'Gamma']);
    expect(await names({ take: 1, skip: 1 })).toEqual(['Beta']);
  });

  it('keeps what a patch leaves out, sets what it gives and clears what is null', async () => {
    const { admin } = await makeCallers(db);
    const { id } = await createCompany(admin, { name: 'Old', emailDomains: ['old.example'], notes: 'Pays late' });
    expect(await updateCompany(admin, id, { name: 'New' })).toMatchObject({ name: 'New', notes: 'Pays late' });
    expect(await updateCompany(admin, id, { notes: null, emailDomains: null })).toMatchObject({
      name: 'New',
      nameKey: 'new',
      notes: null,
      emailDomains: [],
    });
    expect(await updateCompany(admin, id, { name: 'NEW' })).toMatchObject({ name: 'NEW' });
  });

  it('deletes a company, not its people, whose rights change', async () => {
    const { admin } = await makeCallers(db);
    const { id: companyId } = await makeCompany(db);
    const { id: departmentId } = await makeDepartment(db, { companyId });
    const people = [await makeUser(db, { companyId }), await makeUser(db, { departmentId })];
    const asset = await makeAsset(db, { companyId });

    await deleteCompany(admin, companyId);
    for (const { id } of people) {
      expect(await db.user.findUnique({ where: { id } })).toMatchObject({ companyId: null, departmentId: null });
    }
    expect(await db.asset.findUnique({ where: { id: asset.id } })).toMatchObject({ companyId: null });
    expect(admin.events).toEqual(people.map(({ id }) => ({ name: 'user.changed', userId: id })));
  });
});

describe('companies: refuses', () => {
  it('shows customers only their own', async () => {
    const own = await makeCompany(db);
    const foreign = await makeCompany(db);
    const ctx = await contextOf(db, await makeUser(db, { companyId: own.id }));
    expect(await getCompany(ctx, own.id)).toMatchObject({ id: own.id });
    await expect(getCompany(ctx, foreign.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(listCompanies(ctx)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('lets technicians add companies, but only administrators change and delete them', async () => {
    const { technician, customer, anonymous } = await makeCallers(db);
    const { id } = await createCompany(technician, { name: 'Example' });
    await expect(updateCompany(technician, id, { name: 'X' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(deleteCompany(technician, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(createCompany(customer, { name: 'X' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(getOrCreateCompany(customer, { name: 'X' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(listCompanies(anonymous)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('companies: mistakes', () => {
  it('names the field when the name is taken', async () => {
    const { admin } = await makeCallers(db);
    await createCompany(admin, { name: 'Example' });
    const { id } = await createCompany(admin, { name: 'Other' });
    const taken = { code: 'CONFLICT', field: ['name'], message: 'Another company has this name already.' };
    await expect(createCompany(admin, { name: 'EXAMPLE' })).rejects.toMatchObject(taken);
    await expect(updateCompany(admin, id, { name: ' example' })).rejects.toMatchObject(taken);
  });

  it.each(['', '  ', 'a\u0000b', '\ud800', 'x'.repeat(256)])('refuses the name %j', async (name) => {
    const { admin } = await makeCallers(db);
    const wrong = { code: 'INVALID', field: ['name'] };
    await expect(createCompany(admin, { name })).rejects.toMatchObject(wrong);
    await expect(getOrCreateCompany(admin, { name })).rejects.toMatchObject(wrong);
  });

  it.each([0, -1, 999, 2 ** 31, 1.5])('does not find the company %d', async (id) => {
    const { admin } = await makeCallers(db);
    await expect(updateCompany(admin, id, { notes: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(deleteCompany(admin, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('takes domains in several spellings and refuses what is none', () => {
    expect(readEmailDomains(['@Example.com', 'example.com ', 'münchen.example'])).toEqual([
      'example.com',
      'münchen.example',
    ]);
    for (const domain of ['', '@', 'a b', 'jane@example.com', '.com', 'a..b', 'x'.repeat(254)]) {
      expect(() => readEmailDomains([domain])).toThrow(/must be domains/);
    }
  });
});
