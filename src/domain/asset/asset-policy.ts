import { isStaff, type Principal } from '../../core/principal.js';
import type { Prisma } from '../../generated/prisma/client.js';

/** The assets a caller can see: staff all, others those they use. */
export function visibleAssets(who: Principal): Prisma.AssetWhereInput {
  return isStaff(who) ? {} : { users: { some: { userId: who.id } } };
}

/** The asset types, manufacturers and suppliers a caller can see: those of visible assets; staff see unused ones as well. */
export function visibleAssetLookups(who: Principal) {
  return isStaff(who) ? {} : { assets: { some: visibleAssets(who) } };
}

/** The files of assets that a caller can see. */
export function visibleAssetFiles(who: Principal): Prisma.AttachmentWhereInput {
  if (isStaff(who)) return { assetId: { not: null } };
  return { isInternal: false, asset: visibleAssets(who) };
}

/** Comments on an asset are notes of staff. */
export function canSeeAssetComments(who: Principal): boolean {
  return isStaff(who);
}
