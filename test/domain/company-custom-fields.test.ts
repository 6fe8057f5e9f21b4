import { beforeEach, describe, expect, it } from 'vitest';
import { listAssetFieldValues, setAssetCustomFields } from '../../src/domain/asset/asset-custom-fields.js';
import { listCompanyFieldValues, setCompanyCustomFields } from '../../src/domain/company/company-custom-fields.js';
import { makeCallers } from '../support/callers.js';
import { contextOf } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import { makeAsset, makeCompany, makeCustomField, makeUser } from '../support/factories.js';

const { db, truncate } = await testDatabase();
beforeEach(truncate);

async function makeFields() {
  return {
    plan: await makeCustomField(db, { usage: 'COMPANY', options: ['Basic', 'Gold'], position: 1 }),
    secret: await makeCustomField(db, { usage: 'COMPANY', forTechsOnly: true, position: 2 }),
    warranty: await makeCustomField(db, { usage: 'ASSET', type: 'DATE' }),
  };
}

describe('custom fields of companies and assets: works', () => {
  it('sets and clears values, and lists fields without one as well', async () => {
    const { admin, technician } = await makeCallers(db);
    const { plan, secret } = await makeFields();
    const { id } = await makeCompany(db);
    const inputs = new Map([
      [plan.id, 'gold'],
      [secret.id, 'x'],
    ]);
    expect(await setCompanyCustomFields(admin, id, inputs)).toMatchObject({ id });
    await setCompanyCustomFields(admin, id, new Map([[secret.id, null]]));
    const values = await listCompanyFieldValues(technician, id);
    expect(values.map(({ field, value }) => [field.id, value?.option?.value ?? null])).toEqual([
      [plan.id, 'Gold'],
      [secret.id, null],
    ]);
  });

  it('sets fields of an asset, which then counts as changed', async () => {
    const { technician } = await makeCallers(db);
    const { warranty } = await makeFields();
    const before = await makeAsset(db, { updatedAt: new Date(0) });
    const after = await setAssetCustomFields(technician, before.id, new Map([[warranty.id, '2026-03-02']]));
    expect(after.updatedAt.getTime()).toBeGreaterThan(0);
    const [row] = await listAssetFieldValues(technician, before.id);
    expect(row?.value?.date).toEqual(new Date('2026-03-02'));
  });
});

describe('custom fields of companies and assets: refuses', () => {
  it('shows a customer the open fields of the own company, and lets no customer set them', async () => {
    const { technician } = await makeCallers(db);
    const { plan } = await makeFields();
    const [own, foreign] = [await makeCompany(db), await makeCompany(db)];
    const customer = await contextOf(db, await makeUser(db, { companyId: own.id }));
    expect((await listCompanyFieldValues(customer, own.id)).map(({ field }) => field.id)).toEqual([plan.id]);
    await expect(listCompanyFieldValues(customer, foreign.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const inputs = new Map([[plan.id, 'Gold']]);
    await expect(setCompanyCustomFields(customer, own.id, inputs)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(setCompanyCustomFields(technician, own.id, inputs)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const asset = await makeAsset(db);
    await expect(setAssetCustomFields(customer, asset.id, inputs)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(listAssetFieldValues(customer, asset.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('custom fields of companies and assets: mistakes', () => {
  it('sets nothing when one value is wrong or a field belongs to something else', async () => {
    const { admin } = await makeCallers(db);
    const { plan, secret, warranty } = await makeFields();
    const { id } = await makeCompany(db);
    const set = (fieldId: number, value: string) =>
      setCompanyCustomFields(
        admin,
        id,
        new Map([
          [secret.id, 'x'],
          [fieldId, value],
        ]),
      );
    const wrong = { code: 'INVALID', field: ['customFields', String(plan.id)] };
    await expect(set(plan.id, 'Platinum')).rejects.toMatchObject(wrong);
    await expect(set(warranty.id, '2026-03-02')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(setCompanyCustomFields(admin, 999, new Map())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await db.customFieldValue.count()).toBe(0);
  });
});
