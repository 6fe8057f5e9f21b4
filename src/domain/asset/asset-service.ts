import { checkText, isId } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { demand, notFound } from '../../core/errors.js';
import { escapePattern } from '../../core/filter-comparators.js';
import { type Principal, signedIn, staffOnly } from '../../core/principal.js';
import type { Prisma } from '../../generated/prisma/client.js';
import { visibleTickets } from '../ticket/ticket-policy.js';
import { visibleAssets } from './asset-policy.js';

/** What a list of assets may be narrowed by. */
export interface AssetListing {
  readonly assignedToUserId?: number;
  /** The company the asset itself belongs to. */
  readonly assignedToCompanyId?: number;
  /** The department of somebody who uses the asset. */
  readonly assignedToDepartmentId?: number;
  readonly assignedToTicketId?: number;
  /** Start of the model name, without regard to case. */
  readonly namePrefix?: string;
  /** Left out unless true. */
  readonly includeDisabled?: boolean;
}

/** An asset the caller can see. */
export async function getAsset<Shape extends Prisma.AssetDefaultArgs>(ctx: Context, id: number, shape?: Shape) {
  const where = { AND: [{ id }, visibleAssets(signedIn(ctx))] };
  const asset = isId(id) ? await ctx.db.asset.findFirst({ ...shape, where }) : null;
  demand(asset, notFound('Asset'));
  // The row has the asked-for shape; Prisma cannot infer it through a spread type parameter.
  return asset as Prisma.AssetGetPayload<Shape>;
}

/** A page of all assets, by model name; for staff. */
export async function listAssets<Shape extends Prisma.AssetDefaultArgs>(
  ctx: Context,
  { take, skip, ...listing }: AssetListing & { take?: number; skip?: number },
  shape?: Shape,
) {
  const who = staffOnly(ctx, 'list assets');
  const assets = await ctx.db.asset.findMany({
    ...shape,
    where: listingClause(who, listing),
    orderBy: [{ modelName: 'asc' }, { id: 'asc' }],
    take,
    skip,
  });
  // As in `getAsset`.
  return assets as Prisma.AssetGetPayload<Shape>[];
}

/** How many assets there are; for staff. */
export async function countAssets(ctx: Context, listing: AssetListing = {}): Promise<number> {
  return ctx.db.asset.count({ where: listingClause(staffOnly(ctx, 'list assets'), listing) });
}

function listingClause(who: Principal, listing: AssetListing): Prisma.AssetWhereInput {
  const { assignedToUserId, assignedToCompanyId, assignedToDepartmentId, assignedToTicketId, namePrefix } = listing;
  const clauses: Prisma.AssetWhereInput[] = listing.includeDisabled ? [] : [{ isDisabled: false }];
  if (assignedToUserId !== undefined) clauses.push({ users: { some: { userId: known(assignedToUserId) } } });
  if (assignedToCompanyId !== undefined) clauses.push({ companyId: known(assignedToCompanyId) });
  if (assignedToDepartmentId !== undefined) {
    clauses.push({ users: { some: { user: { departmentId: known(assignedToDepartmentId) } } } });
  }
  if (assignedToTicketId !== undefined) {
    const ticket = { AND: [{ id: known(assignedToTicketId) }, visibleTickets(who)] };
    clauses.push({ tickets: { some: { ticket } } });
  }
  if (namePrefix) {
    const startsWith = escapePattern(checkText('namePrefix', namePrefix));
    clauses.push({ modelName: { startsWith, mode: 'insensitive' } });
  }
  return { AND: clauses };
}

/** No record has the id 0. */
function known(id: number): number {
  return isId(id) ? id : 0;
}
