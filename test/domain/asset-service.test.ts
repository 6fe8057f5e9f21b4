import { beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '../../src/core/context.js';
import { signedIn } from '../../src/core/principal.js';
import { visibleAssetFiles, visibleAssetLookups } from '../../src/domain/asset/asset-policy.js';
import { type AssetListing, countAssets, getAsset, listAssets } from '../../src/domain/asset/asset-service.js';
import { assignAsset, unassignAsset } from '../../src/domain/asset/asset-users.js';
import { makeCallers } from '../support/callers.js';
import { contextOf } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import {
  makeAsset,
  makeAttachment,
  makeCompany,
  makeDepartment,
  makeTechnician,
  makeTicket,
  makeUser,
} from '../support/factories.js';

const { db, truncate } = await testDatabase();
beforeEach(truncate);

describe('assets: works', () => {
  it('lists what is in use, by model name, page by page', async () => {
    const { technician } = await makeCallers(db);
    for (const modelName of ['Printer', 'Laptop', 'Phone']) await makeAsset(db, { modelName });
    await makeAsset(db, { modelName: 'Fax', isDisabled: true });
    const names = async (listing: Parameters<typeof listAssets>[1]) =>
      (await listAssets(technician, listing)).map(({ modelName }) => modelName);
    expect(await names({})).toEqual(['Laptop', 'Phone', 'Printer']);
    expect(await names({ includeDisabled: true })).toEqual(['Fax', 'Laptop', 'Phone', 'Printer']);
    expect(await names({ take: 2, skip: 1 })).toEqual(['Phone', 'Printer']);
    expect(await names({ namePrefix: 'p' })).toEqual(['Phone', 'Printer']);
    expect(await countAssets(technician)).toBe(3);
  });

  it('takes the characters of a prefix as they are', async () => {
    const { technician } = await makeCallers(db);
    for (const modelName of ['100%', '100x', '100_']) await makeAsset(db, { modelName });
    const names = async (namePrefix: string) => (await listAssets(technician, { namePrefix })).map((a) => a.modelName);
    expect(await names('100%')).toEqual(['100%']);
    expect(await names('100_')).toEqual(['100_']);
    expect(await names(String.raw`100\x`)).toEqual([]);
  });

  it('narrows to those of a user, company, department or ticket', async () => {
    const { admin } = await makeCallers(db);
    const company = await makeCompany(db);
    const department = await makeDepartment(db);
    const user = await makeUser(db, { departmentId: department.id });
    const ticket = await makeTicket(db);
    const [used, owned, broken] = [
      await makeAsset(db),
      await makeAsset(db, { companyId: company.id }),
      await makeAsset(db),
    ];
    await assignAsset(admin, used.id, user.id);
    await db.ticketAsset.create({ data: { ticketId: ticket.id, assetId: broken.id } });

    const ids = async (listing: AssetListing) => (await listAssets(admin, listing)).map(({ id }) => id);
    expect(await ids({ assignedToUserId: user.id })).toEqual([used.id]);
    expect(await ids({ assignedToDepartmentId: department.id })).toEqual([used.id]);
    expect(await ids({ assignedToCompanyId: company.id })).toEqual([owned.id]);
    expect(await ids({ assignedToTicketId: ticket.id })).toEqual([broken.id]);
    expect(await ids({ assignedToTicketId: ticket.id, assignedToUserId: user.id })).toEqual([]);
    for (const id of [0, 999, 2 ** 31]) expect(await ids({ assignedToUserId: id })).toEqual([]);
  });

  it('gives an asset to several people, and takes it from one, as often as asked', async () => {
    const { technician } = await makeCallers(db);
    const asset = await makeAsset(db);
    const [jane, joe] = [await makeUser(db), await makeUser(db)];
    for (const { id } of [jane, joe, jane]) await assignAsset(technician, asset.id, id);
    const users = async () => (await db.assetUser.findMany({ orderBy: { userId: 'asc' } })).map(({ userId }) => userId);
    expect(await users()).toEqual([jane.id, joe.id]);
    await unassignAsset(technician, asset.id, jane.id);
    await unassignAsset(technician, asset.id, jane.id);
    expect(await users()).toEqual([joe.id]);
  });
});

describe('assets: refuses', () => {
  it('shows customers the assets they use and what belongs to those', async () => {
    const { technician } = await makeCallers(db);
    const customer = await contextOf(db, await makeUser(db));
    const [own, foreign] = [await makeAsset(db), await makeAsset(db)];
    await assignAsset(technician, own.id, signedIn(customer).id);
    expect(await getAsset(customer, own.id)).toMatchObject({ id: own.id });
    await expect(getAsset(customer, foreign.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(listAssets(customer, {})).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(countAssets(customer)).rejects.toMatchObject({ code: 'FORBIDDEN' });

    const types = await db.assetType.findMany({ where: visibleAssetLookups(signedIn(customer)) });
    expect(types.map(({ id }) => id)).toEqual([own.typeId]);

    const shown = await makeAttachment(db, { assetId: own.id });
    await makeAttachment(db, { assetId: own.id, isInternal: true });
    await makeAttachment(db, { assetId: foreign.id });
    await makeAttachment(db);
    const files = async (ctx: Context) => db.attachment.findMany({ where: visibleAssetFiles(signedIn(ctx)) });
    expect((await files(customer)).map(({ id }) => id)).toEqual([shown.id]);
    expect(await files(technician)).toHaveLength(3);
  });

  it('does not tell a technician which assets a foreign ticket is about', async () => {
    const ticket = await makeTicket(db);
    const asset = await makeAsset(db);
    await db.ticketAsset.create({ data: { ticketId: ticket.id, assetId: asset.id } });
    const ctx = await contextOf(db, await makeTechnician(db));
    expect(await listAssets(ctx, { assignedToTicketId: ticket.id })).toEqual([]);
  });

  it('leaves handing out to staff', async () => {
    const { customer, anonymous } = await makeCallers(db);
    const asset = await makeAsset(db);
    const { id } = signedIn(customer);
    await expect(assignAsset(customer, asset.id, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(unassignAsset(customer, asset.id, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(assignAsset(anonymous, asset.id, id)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('assets: mistakes', () => {
  it('does not find assets and users that are not there', async () => {
    const { technician } = await makeCallers(db);
    const asset = await makeAsset(db);
    const tombstone = await makeUser(db, { isTombstone: true });
    await expect(getAsset(technician, 2 ** 31)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    for (const id of [0, 999, 2 ** 31, tombstone.id]) {
      await expect(assignAsset(technician, asset.id, id)).rejects.toThrow('User not found.');
      await expect(unassignAsset(technician, asset.id, id)).rejects.toThrow('User not found.');
    }
    await expect(assignAsset(technician, 999, 1)).rejects.toThrow('Asset not found.');
  });

  it('refuses a prefix the database cannot hold', async () => {
    const { technician } = await makeCallers(db);
    const wrong = { code: 'INVALID', field: ['namePrefix'] };
    await expect(listAssets(technician, { namePrefix: '\u0000' })).rejects.toMatchObject(wrong);
  });
});
