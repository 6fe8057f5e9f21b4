import { isId } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { demand, notFound } from '../../core/errors.js';
import { staffOnly } from '../../core/principal.js';
import type { Asset } from '../../generated/prisma/client.js';
import { getAsset } from './asset-service.js';

/** Makes somebody a user of an asset, next to those it has; doing it again changes nothing. */
export async function assignAsset(ctx: Context, assetId: number, userId: number): Promise<Asset> {
  staffOnly(ctx, 'assign assets');
  const asset = await getAsset(ctx, assetId);
  await demandUser(ctx, userId);
  await ctx.db.assetUser.createMany({ data: [{ assetId, userId }], skipDuplicates: true });
  return asset;
}

/** Takes an asset away from somebody; from somebody who does not have it, nothing changes. */
export async function unassignAsset(ctx: Context, assetId: number, userId: number): Promise<Asset> {
  staffOnly(ctx, 'assign assets');
  const asset = await getAsset(ctx, assetId);
  await demandUser(ctx, userId);
  await ctx.db.assetUser.deleteMany({ where: { assetId, userId } });
  return asset;
}

async function demandUser(ctx: Context, id: number): Promise<void> {
  const exists = isId(id) && (await ctx.db.user.count({ where: { id, isTombstone: false } })) === 1;
  demand(exists, notFound('User'));
}
