import { beforeEach, describe, expect, it } from 'vitest';
import {
  createCustomField,
  deleteCustomField,
  updateCustomField,
} from '../../src/domain/custom-field/custom-field-admin.js';
import { makeCallers } from '../support/callers.js';
import { testDatabase } from '../support/db.js';
import { makeCategory, makeCustomField, makeTicket } from '../support/factories.js';

const { db, truncate } = await testDatabase();
beforeEach(truncate);

const severity = { name: 'Severity', type: 'DROPDOWN', usage: 'TICKET' } as const;

const optionsOf = (fieldId: number) =>
  db.customFieldOption.findMany({ where: { fieldId }, orderBy: { position: 'asc' } });

const categoriesOf = async (fieldId: number) => {
  const rows = await db.customFieldCategory.findMany({ where: { fieldId }, orderBy: { categoryId: 'asc' } });
  return rows.map(({ categoryId }) => categoryId);
};

describe('custom fields: works', () => {
  it('adds a field with options and categories', async () => {
    const { admin } = await makeCallers(db);
    const { id: categoryId } = await makeCategory(db);
    const options = [{ value: ' Low ' }, { value: 'High' }];
    const input = { ...severity, mandatory: true, position: 4, options, categoryIds: [categoryId, categoryId] };
    const field = await createCustomField(admin, input);
    expect(field).toMatchObject({ name: 'Severity', type: 'DROPDOWN', usage: 'TICKET', mandatory: true, position: 4 });
    expect((await optionsOf(field.id)).map(({ value }) => value)).toEqual(['Low', 'High']);
    expect(await categoriesOf(field.id)).toEqual([categoryId]);
  });

  it('renames, orders, adds and removes options; values of removed ones go with them', async () => {
    const { admin } = await makeCallers(db);
    const field = await makeCustomField(db, { options: ['Low', 'Middle', 'High'] });
    const [low, middle, high] = field.options;
    for (const optionId of [low?.id, middle?.id]) {
      const ticket = await makeTicket(db);
      await db.customFieldValue.create({ data: { fieldId: field.id, ticketId: ticket.id, optionId } });
    }
    const options = [{ value: 'Blocking' }, { id: high?.id, value: 'High' }, { id: low?.id, value: 'Lowest' }];
    await updateCustomField(admin, field.id, { options });
    const after = await optionsOf(field.id);
    expect(after.map(({ value }) => value)).toEqual(['Blocking', 'High', 'Lowest']);
    expect(after.slice(1).map(({ id }) => id)).toEqual([high?.id, low?.id]);
    expect(await db.customFieldValue.findMany()).toMatchObject([{ optionId: low?.id }]);
  });

  it('keeps what a patch leaves out and replaces the categories', async () => {
    const { admin } = await makeCallers(db);
    const [first, second] = [await makeCategory(db), await makeCategory(db)];
    const field = await createCustomField(admin, { ...severity, categoryIds: [first.id], options: [{ value: 'Low' }] });
    expect(await updateCustomField(admin, field.id, { categoryIds: [second.id] })).toEqual(field);
    expect(await categoriesOf(field.id)).toEqual([second.id]);
    expect(await updateCustomField(admin, field.id, { name: 'Weight', forTechsOnly: true, categoryIds: [] })).toEqual({
      ...field,
      name: 'Weight',
      forTechsOnly: true,
    });
    expect(await categoriesOf(field.id)).toEqual([]);
    expect(await optionsOf(field.id)).toHaveLength(1);
  });

  it('deletes a field with its values', async () => {
    const { admin } = await makeCallers(db);
    const field = await makeCustomField(db);
    const ticket = await makeTicket(db);
    await db.customFieldValue.create({ data: { fieldId: field.id, ticketId: ticket.id, text: 'x' } });
    await deleteCustomField(admin, field.id);
    expect(await db.customFieldValue.count()).toBe(0);
  });
});

describe('custom fields: refuses', () => {
  it('leaves the set-up to administrators', async () => {
    const { technician } = await makeCallers(db);
    const { id } = await makeCustomField(db);
    await expect(createCustomField(technician, severity)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(updateCustomField(technician, id, { name: 'x' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(deleteCustomField(technician, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('custom fields: mistakes', () => {
  it('names the field that is wrong and writes nothing', async () => {
    const { admin } = await makeCallers(db);
    const { id: categoryId } = await makeCategory(db);
    for (const [field, input] of [
      ['name', { ...severity, name: ' ' }],
      ['position', { ...severity, position: -1 }],
      ['options', { ...severity, type: 'TEXT', options: [{ value: 'x' }] }],
      ['options', { ...severity, options: [{ value: 'x' }, { value: 'X ' }] }],
      ['options', { ...severity, options: [{ value: ' ' }] }],
      ['options', { ...severity, options: [{ id: 1, value: 'x' }] }],
      ['options', { ...severity, options: Array.from({ length: 501 }, (_, index) => ({ value: `${index}` })) }],
      ['categoryIds', { ...severity, usage: 'USER', categoryIds: [categoryId] }],
      ['categoryIds', { ...severity, categoryIds: [categoryId, 999] }],
      ['categoryIds', { ...severity, categoryIds: [2 ** 31] }],
    ] as const) {
      await expect(createCustomField(admin, input)).rejects.toMatchObject({ code: 'INVALID', field: [field] });
    }
    expect(await db.customField.count()).toBe(0);
  });

  it('does not touch options of another field, nor the same one twice', async () => {
    const { admin } = await makeCallers(db);
    const field = await makeCustomField(db, { options: ['Low'] });
    const other = await makeCustomField(db, { options: ['Red'] });
    const wrong = { code: 'INVALID', field: ['options'] };
    const foreign = [{ id: other.options[0]?.id, value: 'Green' }];
    await expect(updateCustomField(admin, field.id, { options: foreign })).rejects.toMatchObject(wrong);
    const id = field.options[0]?.id;
    const twice = [
      { id, value: 'One' },
      { id, value: 'Two' },
    ];
    await expect(updateCustomField(admin, field.id, { options: twice })).rejects.toMatchObject(wrong);
    expect((await optionsOf(other.id)).map(({ value }) => value)).toEqual(['Red']);
  });

  it('does not find what is not there', async () => {
    const { admin } = await makeCallers(db);
    await expect(updateCustomField(admin, 999, {})).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(deleteCustomField(admin, 2 ** 31)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
