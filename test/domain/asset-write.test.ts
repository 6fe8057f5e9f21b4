import { beforeEach, describe, expect, it } from 'vitest';
import {
  createAssetType,
  createManufacturer,
  deleteAssetType,
  deleteSupplier,
  updateAssetType,
  updateManufacturer,
} from '../../src/domain/asset/asset-lookups.js';
import { createAsset, deleteAsset, updateAsset } from '../../src/domain/asset/asset-write.js';
import { makeCallers } from '../support/callers.js';
import { testDatabase } from '../support/db.js';
import { makeAsset, makeAttachment, makeCompany } from '../support/factories.js';

const { db, truncate } = await testDatabase();
beforeEach(truncate);

const printer = { modelName: ' LaserJet 9 ', type: 'Printer', manufacturer: 'Acme', supplier: 'OfficeMart' };
const names = { type: true, manufacturer: true, supplier: true, company: true } as const;

describe('changing assets: works', () => {
  it('finds what an asset names, and makes what is missing', async () => {
    const { technician } = await makeCallers(db);
    const type = await createAssetType(technician, 'printer');
    const { id } = await createAsset(technician, { ...printer, company: 'Example GmbH', serialNumber: 'SN-0017' });
    const again = await createAsset(technician, { ...printer, company: 'EXAMPLE GMBH' });
    const asset = await db.asset.findUniqueOrThrow({ where: { id }, include: names });
    expect(asset).toMatchObject({
      modelName: 'LaserJet 9',
      serialNumber: 'SN-0017',
      quantity: 1,
      isDisabled: false,
      type,
      manufacturer: { name: 'Acme' },
      supplier: { name: 'OfficeMart' },
      company: { name: 'Example GmbH' },
    });
    const { typeId, manufacturerId, supplierId, companyId } = asset;
    expect(again).toMatchObject({ typeId, manufacturerId, supplierId, companyId });
  });

  it('takes ids as well', async () => {
    const { technician } = await makeCallers(db);
    const type = await createAssetType(technician, 'Printer');
    const company = await makeCompany(db);
    const asset = await createAsset(technician, { ...printer, type: type.id, company: company.id });
    expect(asset).toMatchObject({ typeId: type.id, companyId: company.id });
  });

  it('keeps what a patch leaves out', async () => {
    const { technician } = await makeCallers(db);
    const before = await createAsset(technician, { ...printer, company: 'Example', quantity: 5, comments: 'Loud' });
    const after = await updateAsset(technician, before.id, { manufacturer: 'Other', location: 'Floor 3' });
    const { manufacturerId, updatedAt, ...rest } = after;
    expect(manufacturerId).not.toBe(before.manufacturerId);
    expect(before).toMatchObject({ ...rest, location: '' });
    const cleared = await updateAsset(technician, before.id, { company: null, comments: '', isDisabled: true });
    expect(cleared).toMatchObject({ companyId: null, comments: '', isDisabled: true, quantity: 5 });
  });

  it('renames a manufacturer and deletes a type that no asset has', async () => {
    const { technician } = await makeCallers(db);
    const { id } = await createManufacturer(technician, 'Acme');
    expect(await updateManufacturer(technician, id, 'ACME')).toEqual({ id, name: 'ACME', nameKey: 'acme' });
    const type = await createAssetType(technician, 'Fax');
    expect(await deleteAssetType(technician, type.id)).toEqual(type);
    expect(await db.assetType.count()).toBe(0);
  });

  it('deletes an asset, not what it chose from', async () => {
    const { technician } = await makeCallers(db);
    const { id } = await createAsset(technician, printer);
    await makeAttachment(db, { assetId: id, storageKey: 'key' });
    await deleteAsset(technician, id);
    expect(technician.events).toEqual([{ name: 'files.released', storageKeys: ['key'] }]);
    expect(await db.asset.count()).toBe(0);
    expect(await db.assetType.count()).toBe(1);
  });
});

describe('changing assets: refuses', () => {
  it('leaves it to staff', async () => {
    const { customer } = await makeCallers(db);
    const asset = await makeAsset(db);
    await db.assetUser.create({ data: { assetId: asset.id, userId: customer.who?.id ?? 0 } });
    for (const attempt of [
      createAsset(customer, printer),
      updateAsset(customer, asset.id, { location: 'x' }),
      deleteAsset(customer, asset.id),
      createAssetType(customer, 'x'),
      updateAssetType(customer, asset.typeId, 'x'),
      deleteAssetType(customer, asset.typeId),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(await db.assetType.count()).toBe(1);
  });
});

describe('changing assets: mistakes', () => {
  it('names the field that is wrong and makes nothing', async () => {
    const { technician } = await makeCallers(db);
    for (const [field, value] of [
      ['modelName', ' '],
      ['modelName', 'x'.repeat(256)],
      ['type', ''],
      ['type', 999],
      ['manufacturer', 2 ** 31],
      ['supplier', '\ud800'],
      ['company', 999],
      ['company', ' '],
      ['quantity', -1],
      ['quantity', 2 ** 31],
      ['quantity', 1.5],
      ['serialNumber', '\u0000'],
      ['comments', 'x'.repeat(20_001)],
    ] as const) {
      const wrong = { code: 'INVALID', field: [field] };
      await expect(createAsset(technician, { ...printer, [field]: value })).rejects.toMatchObject(wrong);
    }
    expect([await db.asset.count(), await db.assetType.count(), await db.manufacturer.count()]).toEqual([0, 0, 0]);
  });

  it('keeps what assets choose from while they do, and each name once', async () => {
    const { technician } = await makeCallers(db);
    const { typeId, supplierId } = await createAsset(technician, printer);
    const { id } = await createAssetType(technician, 'Phone');
    const inUse = 'There are assets with this asset type. Change or delete them first.';
    await expect(deleteAssetType(technician, typeId)).rejects.toMatchObject({ code: 'CONFLICT', message: inUse });
    await expect(deleteSupplier(technician, supplierId)).rejects.toMatchObject({ code: 'CONFLICT' });
    const taken = { code: 'CONFLICT', field: ['name'], message: 'Another asset type has this name already.' };
    await expect(createAssetType(technician, 'PRINTER')).rejects.toMatchObject(taken);
    await expect(updateAssetType(technician, id, 'Printer')).rejects.toMatchObject(taken);
  });

  it('does not find what is not there', async () => {
    const { technician } = await makeCallers(db);
    await expect(updateAsset(technician, 999, {})).rejects.toThrow('Asset not found.');
    await expect(deleteAsset(technician, 2 ** 31)).rejects.toThrow('Asset not found.');
    await expect(updateAssetType(technician, 999, 'x')).rejects.toThrow('Asset type not found.');
    await expect(deleteSupplier(technician, 2 ** 31)).rejects.toThrow('Supplier not found.');
  });
});
