import { checkInteger, checkLength, checkName, checkText, isId } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { demand, invalid } from '../../core/errors.js';
import { staffOnly } from '../../core/principal.js';
import type { Asset } from '../../generated/prisma/client.js';
import { getOrCreateCompanyByName } from '../company/company-service.js';
import { releaseFiles } from '../file/file-release.js';
import type { NameOrId } from './asset-lookup.js';
import { chooseAssetType, chooseManufacturer, chooseSupplier } from './asset-lookups.js';
import { getAsset } from './asset-service.js';

/** What is named but missing is made: type, manufacturer, supplier and company. */
export interface NewAsset {
  readonly modelName: string;
  readonly type: NameOrId;
  readonly manufacturer: NameOrId;
  readonly supplier: NameOrId;
  readonly company?: NameOrId | null;
  readonly serialNumber?: string;
  readonly location?: string;
  readonly comments?: string;
  /** 1 when absent. */
  readonly quantity?: number;
  /** Out of use; left out of lists unless asked for. */
  readonly isDisabled?: boolean;
}

/** Absent keeps, a value sets, null takes the company away. */
export type AssetPatch = Partial<NewAsset>;

const LINE_LENGTH_MAX = 1_000;
const COMMENTS_LENGTH_MAX = 20_000;

/** Adds an asset, with whatever it names for the first time, or nothing. */
export async function createAsset(ctx: Context, input: NewAsset): Promise<Asset> {
  staffOnly(ctx, 'add assets');
  const columns = { ...readColumns(input), modelName: checkName('modelName', input.modelName) };

  return ctx.inTransaction(async (tx) => {
    const typeId = await chooseAssetType(tx, input.type);
    const manufacturerId = await chooseManufacturer(tx, input.manufacturer);
    const supplierId = await chooseSupplier(tx, input.supplier);
    const companyId = await chooseCompany(tx, input.company);
    const times = { createdAt: tx.now(), updatedAt: tx.now() };
    return tx.db.asset.create({ data: { ...columns, ...times, typeId, manufacturerId, supplierId, companyId } });
  });
}

/** Changes an asset. */
export async function updateAsset(ctx: Context, id: number, patch: AssetPatch): Promise<Asset> {
  staffOnly(ctx, 'change assets');
  const columns = readColumns(patch);

  return ctx.inTransaction(async (tx) => {
    await getAsset(tx, id);
    const { type, manufacturer, supplier, company } = patch;
    const references = {
      typeId: type === undefined ? undefined : await chooseAssetType(tx, type),
      manufacturerId: manufacturer === undefined ? undefined : await chooseManufacturer(tx, manufacturer),
      supplierId: supplier === undefined ? undefined : await chooseSupplier(tx, supplier),
      companyId: await chooseCompany(tx, company),
    };
    return tx.db.asset.update({ where: { id }, data: { ...columns, ...references, updatedAt: tx.now() } });
  });
}

/** Deletes an asset with its files and field values. */
export async function deleteAsset(ctx: Context, id: number): Promise<Asset> {
  staffOnly(ctx, 'delete assets');

  return ctx.inTransaction(async (tx) => {
    await getAsset(tx, id);
    await releaseFiles(tx, { assetId: id });
    return tx.db.asset.delete({ where: { id } });
  });
}

function readColumns({ modelName, serialNumber, location, comments, quantity, isDisabled }: AssetPatch) {
  return {
    modelName: modelName === undefined ? undefined : checkName('modelName', modelName),
    serialNumber: readText('serialNumber', serialNumber, LINE_LENGTH_MAX),
    location: readText('location', location, LINE_LENGTH_MAX),
    comments: readText('comments', comments, COMMENTS_LENGTH_MAX),
    quantity: quantity === undefined ? undefined : checkInteger('quantity', quantity, 0),
    isDisabled,
  };
}

function readText(field: string, text: string | undefined, lengthMax: number): string | undefined {
  return text === undefined ? undefined : checkLength(field, checkText(field, text), lengthMax);
}

/** Undefined and null are passed on: they keep and clear. */
async function chooseCompany(tx: Context, choice: NameOrId | null | undefined): Promise<number | null | undefined> {
  if (typeof choice === 'string') return (await getOrCreateCompanyByName(tx, choice)).id;
  if (typeof choice !== 'number') return choice;
  const exists = isId(choice) && (await tx.db.company.count({ where: { id: choice } })) === 1;
  demand(exists, invalid('company', 'There is no such company.'));
  return choice;
}
