import type { Context } from '../core/context.js';
import { signedIn } from '../core/principal.js';
import { canSeeAssetComments, visibleAssetFiles } from '../domain/asset/asset-policy.js';
import { type AssetListing, getAsset, listAssets } from '../domain/asset/asset-service.js';
import { visibleFieldValues } from '../domain/custom-field/custom-field-policy.js';
import { visibleTickets } from '../domain/ticket/ticket-policy.js';
import type { Attachment as FileRow, Prisma } from '../generated/prisma/client.js';
import { taking, type ValuesOf } from './arguments.js';
import { Attachment } from './attachment.js';
import { builder } from './builder.js';
import { FieldValue, fieldValueRow, fieldWithValue } from './custom-field.js';
import { assetParams, listAssetsParams } from './desk-params.js';
import { PAGE_SIZES, pageOf } from './page.js';
import { TicketRow, ticketRow } from './ticket-row.js';
import { User, userRow } from './user.js';

const byPosition: Prisma.CustomFieldValueOrderByWithRelationInput[] = [
  { field: { position: 'asc' } },
  { fieldId: 'asc' },
];

/** Loads an asset for a list of the wire; of its fields those that the caller may see. */
export function assetShape(ctx: Context) {
  return {
    include: {
      type: { select: { name: true } },
      manufacturer: { select: { name: true } },
      supplier: { select: { name: true } },
      company: { select: { name: true } },
      users: { select: { user: userRow }, orderBy: { userId: 'asc' } },
      fieldValues: { ...fieldValueRow, where: visibleFieldValues(signedIn(ctx)), orderBy: byPosition },
      _count: { select: { tickets: true } },
    },
  } as const satisfies Prisma.AssetDefaultArgs;
}

/** The same with tickets and files, as far as the caller may see them. */
function detailedShape(ctx: Context) {
  const who = signedIn(ctx);
  return {
    include: {
      ...assetShape(ctx).include,
      tickets: { where: { ticket: visibleTickets(who) }, select: { ticket: ticketRow }, orderBy: { ticketId: 'asc' } },
      attachments: { where: visibleAssetFiles(who), orderBy: { id: 'asc' } },
    },
  } as const satisfies Prisma.AssetDefaultArgs;
}

type AssetRow = Prisma.AssetGetPayload<ReturnType<typeof assetShape>>;
type Ticket = Prisma.TicketGetPayload<typeof ticketRow>;
type Details = { readonly tickets?: { readonly ticket: Ticket }[]; readonly attachments?: FileRow[] };

/** Asset of the wire (rest.md § 2.9); tickets, files and log only where a single asset is asked for. */
export const Asset = builder.objectRef<AssetRow & Details>('Asset').implement({
  description: 'A thing the desk looks after.',
  fields: (t) => ({
    Tickets: t.field({
      type: [TicketRow],
      nullable: true,
      resolve: ({ tickets }) => tickets?.map(({ ticket }) => ticket) ?? null,
    }),
    AssignedUsers: t.field({ type: [User], resolve: ({ users }) => users.map(({ user }) => user) }),
    Fields: t.field({ type: [FieldValue], resolve: ({ fieldValues }) => fieldValues.map(fieldWithValue) }),
    Attachments: t.field({ type: [Attachment], nullable: true, resolve: ({ attachments }) => attachments ?? null }),
    LogEntries: t.field({ type: ['Open'], nullable: true, resolve: ({ tickets }) => (tickets ? [] : null) }),
    ItemID: t.exposeInt('id'),
    Manufacturer: t.string({ resolve: ({ manufacturer }) => manufacturer.name }),
    Supplier: t.string({ resolve: ({ supplier }) => supplier.name }),
    ModelName: t.exposeString('modelName'),
    TypeID: t.exposeInt('typeId'),
    Type: t.string({ resolve: ({ type }) => type.name }),
    ManufacturerID: t.exposeInt('manufacturerId'),
    SupplierID: t.exposeInt('supplierId'),
    SerialNumber: t.exposeString('serialNumber'),
    Location: t.exposeString('location'),
    Comments: t.string({
      resolve: ({ comments }, _args, ctx) => (canSeeAssetComments(signedIn(ctx)) ? comments : ''),
    }),
    Quantity: t.exposeInt('quantity'),
    TicketCount: t.int({ resolve: ({ _count }) => _count.tickets }),
    Company: t.string({ nullable: true, resolve: ({ company }) => company?.name ?? null }),
    CompanyID: t.exposeInt('companyId', { nullable: true }),
    Disabled: t.exposeBoolean('isDisabled'),
  }),
});

builder.queryFields((t) => ({
  Assets: t.field({
    type: [Asset],
    ...taking(listAssetsParams, (values, ctx) => {
      const rows = pageOf({ page: values.page ?? 1 }, PAGE_SIZES.Assets);
      return listAssets(ctx, { ...assetListing(values), ...rows }, assetShape(ctx));
    }),
  }),
  Asset: t.field({ type: Asset, ...taking(assetParams, ({ id }, ctx) => getAsset(ctx, id, detailedShape(ctx))) }),
}));

/** What `Assets` lists, on all pages. */
export function assetListing({ page: _page, nameprefix, ...listing }: ValuesOf<typeof listAssetsParams>): AssetListing {
  return { ...listing, namePrefix: nameprefix };
}
