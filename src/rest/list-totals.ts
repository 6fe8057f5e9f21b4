import type { Context } from '../core/context.js';
import { countAssets } from '../domain/asset/asset-service.js';
import { countCompanies } from '../domain/company/company-service.js';
import { countTickets } from '../domain/ticket/ticket-counts.js';
import { countFoundTickets } from '../domain/ticket/ticket-search.js';
import { countUsers } from '../domain/user/user-service.js';
import type { ValuesOf } from './arguments.js';
import { assetListing } from './asset.js';
import type { listAssetsParams } from './desk-params.js';
import type { PagedAction } from './page.js';
import { soughtTickets, wantedTickets } from './ticket-lists.js';
import type { listTicketsParams, searchParams } from './ticket-params.js';
import { userListing } from './user.js';
import type { listUsersParams } from './user-params.js';
import type { Values } from './values.js';

type CountRows = (ctx: Context, values: never) => Promise<number>;

/** Each counts by the very clause that its list reads by. */
const TOTALS = {
  Tickets: (ctx: Context, values: ValuesOf<typeof listTicketsParams>) => countTickets(ctx, wantedTickets(values, ctx)),
  Search: (ctx: Context, values: ValuesOf<typeof searchParams>) => countFoundTickets(ctx, soughtTickets(values)),
  Users: (ctx: Context, values: ValuesOf<typeof listUsersParams>) => countUsers(ctx, userListing(values)),
  Companies: (ctx: Context) => countCompanies(ctx),
  Assets: (ctx: Context, values: ValuesOf<typeof listAssetsParams>) => countAssets(ctx, assetListing(values)),
} as const satisfies Readonly<Record<PagedAction, CountRows>>;

/** How many rows the caller would get of a list that has pages, if it had none. */
export function countRows(ctx: Context, action: PagedAction, values: Values): Promise<number> {
  const count: CountRows = TOTALS[action];
  // The adapter has read them by the parameters of the action's route.
  return count(ctx, values as never);
}
