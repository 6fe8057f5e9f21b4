import type { Context } from '../../core/context.js';
import { staffOnly } from '../../core/principal.js';
import type { Asset } from '../../generated/prisma/client.js';
import {
  type FieldInputs,
  type FieldWithValue,
  listFieldValues,
  writeFieldValues,
} from '../custom-field/custom-field-service.js';
import { getAsset } from './asset-service.js';

/** The custom fields of a visible asset, those without a value included. */
export async function listAssetFieldValues(ctx: Context, assetId: number): Promise<FieldWithValue[]> {
  const { id } = await getAsset(ctx, assetId);
  return listFieldValues(ctx, { assetId: id }, { usage: 'ASSET' });
}

/** Sets custom fields of an asset, all or none. */
export async function setAssetCustomFields(ctx: Context, assetId: number, inputs: FieldInputs): Promise<Asset> {
  staffOnly(ctx, 'change assets');

  return ctx.inTransaction(async (tx) => {
    const asset = await getAsset(tx, assetId);
    const changes = await writeFieldValues(tx, { assetId }, inputs, { usage: 'ASSET' });
    if (changes.length === 0) return asset;
    return tx.db.asset.update({ where: { id: assetId }, data: { updatedAt: tx.now() } });
  });
}
