import { beforeEach, describe, expect, it } from 'vitest';
import { createCategory, deleteCategory, updateCategory } from '../../src/domain/category/category-admin.js';
import { getCategory, listCategories } from '../../src/domain/category/category-service.js';
import { createSection, deleteSection, updateSection } from '../../src/domain/section/section-service.js';
import { makeCallers } from '../support/callers.js';
import { testDatabase } from '../support/db.js';
import { makeCategory, makeCustomField, makeTechnician, makeTicket } from '../support/factories.js';

const { db, truncate } = await testDatabase();
beforeEach(truncate);

describe('categories and sections: works', () => {
  it('lists categories by section, then place, then name', async () => {
    const { admin, customer } = await makeCallers(db);
    await db.category.deleteMany();
    const office = await createSection(admin, { name: 'Office', position: 2 });
    const network = await createSection(admin, { name: 'Network', position: 1 });
    await createCategory(admin, { name: 'Printers', sectionId: office.id });
    await createCategory(admin, { name: 'Phones', sectionId: office.id });
    await createCategory(admin, { name: 'Wifi', sectionId: network.id, position: 2 });
    await createCategory(admin, { name: 'Wires', sectionId: network.id, position: 1 });
    await createCategory(admin, { name: 'Secrets', sectionId: network.id, forTechsOnly: true });
    const names = (await listCategories(customer, { select: { name: true } })).map(({ name }) => name);
    expect(names).toEqual(['Wires', 'Wifi', 'Phones', 'Printers']);
  });

  it('keeps what a patch leaves out and clears what is null', async () => {
    const { admin } = await makeCallers(db);
    const { id: sectionId } = await createSection(admin, { name: 'Office' });
    const { id } = await createCategory(admin, { name: 'Printers', sectionId, fromAddress: 'print@example.com' });
    expect(await updateCategory(admin, id, { forTechsOnly: true })).toMatchObject({ sectionId, forTechsOnly: true });
    const cleared = await updateCategory(admin, id, { sectionId: null, fromAddress: null });
    expect(cleared).toMatchObject({ name: 'Printers', sectionId: null, fromAddress: null, forTechsOnly: true });
  });

  it('deletes a section and keeps its categories', async () => {
    const { admin } = await makeCallers(db);
    const { id: sectionId } = await createSection(admin, { name: 'Office' });
    const { id } = await makeCategory(db, { sectionId });
    expect(await updateSection(admin, sectionId, { name: 'OFFICE', position: 3 })).toMatchObject({ name: 'OFFICE' });
    await deleteSection(admin, sectionId);
    expect(await getCategory(admin, id)).toMatchObject({ sectionId: null });
  });

  it('deletes an empty category and tells that its technicians lost a right', async () => {
    const { admin } = await makeCallers(db);
    const category = await makeCategory(db);
    const technician = await makeTechnician(db, [category]);
    expect(await deleteCategory(admin, category.id)).toMatchObject({ id: category.id });
    expect(admin.events).toEqual([{ name: 'user.changed', userId: technician.id }]);
    expect(await db.category.findUnique({ where: { id: category.id } })).toBeNull();
  });
});

describe('categories and sections: refuses', () => {
  it('leaves the set-up to administrators', async () => {
    const { admin, technician } = await makeCallers(db);
    const section = await createSection(admin, { name: 'Office' });
    const { id } = await makeCategory(db);
    for (const attempt of [
      createSection(technician, { name: 'X' }),
      updateSection(technician, section.id, { name: 'X' }),
      deleteSection(technician, section.id),
      createCategory(technician, { name: 'X' }),
      updateCategory(technician, id, { name: 'X' }),
      deleteCategory(technician, id),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
  });

  it('does not show customers a category for technicians', async () => {
    const { customer } = await makeCallers(db);
    const { id } = await makeCategory(db, { forTechsOnly: true });
    await expect(getCategory(customer, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('categories and sections: mistakes', () => {
  it('keeps a category that tickets are in', async () => {
    const { admin } = await makeCallers(db);
    const { id } = await makeCategory(db);
    await makeTicket(db, { categoryId: id });
    const inUse = { code: 'CONFLICT', message: 'There are tickets in the category. Move or delete them first.' };
    await expect(deleteCategory(admin, id)).rejects.toMatchObject(inUse);
    expect(admin.events).toEqual([]);
  });

  it('does not let a field slip into every category because its only one is deleted', async () => {
    const { admin } = await makeCallers(db);
    const [only, other] = [await makeCategory(db), await makeCategory(db)];
    const field = await makeCustomField(db);
    await db.customFieldCategory.create({ data: { fieldId: field.id, categoryId: only.id } });
    await expect(deleteCategory(admin, only.id)).rejects.toMatchObject({ code: 'CONFLICT' });
    await db.customFieldCategory.create({ data: { fieldId: field.id, categoryId: other.id } });
    await deleteCategory(admin, only.id);
  });

  it('names the field that is wrong', async () => {
    const { admin } = await makeCallers(db);
    await createSection(admin, { name: 'Office' });
    const wrong = (field: string) => ({ code: 'INVALID', field: [field] });
    await expect(createSection(admin, { name: 'OFFICE' })).rejects.toMatchObject({ code: 'CONFLICT', field: ['name'] });
    await expect(createSection(admin, { name: ' ' })).rejects.toMatchObject(wrong('name'));
    await expect(createCategory(admin, { name: 'X', sectionId: 999 })).rejects.toMatchObject(wrong('sectionId'));
    await expect(createCategory(admin, { name: 'X', sectionId: 2 ** 31 })).rejects.toMatchObject(wrong('sectionId'));
    await expect(createCategory(admin, { name: 'X', position: -1 })).rejects.toMatchObject(wrong('position'));
    await expect(createCategory(admin, { name: 'X', fromAddress: 'no' })).rejects.toMatchObject(wrong('fromAddress'));
  });

  it('does not find what is not there', async () => {
    const { admin } = await makeCallers(db);
    await expect(updateCategory(admin, 999, {})).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(deleteCategory(admin, 2 ** 31)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(deleteSection(admin, 999)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
