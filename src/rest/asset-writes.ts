import { setAssetCustomFields } from '../domain/asset/asset-custom-fields.js';
import { getAsset } from '../domain/asset/asset-service.js';
import { addTicketAsset } from '../domain/asset/asset-tickets.js';
import { assignAsset, unassignAsset } from '../domain/asset/asset-users.js';
import { createAsset, updateAsset } from '../domain/asset/asset-write.js';
import { doing, taking } from './arguments.js';
import { Asset, assetShape } from './asset.js';
import { builder } from './builder.js';
import { assetUserParams, createAssetParams, ticketAssetParams, updateAssetParams } from './desk-params.js';
import { setAssetFieldParams } from './field-params.js';

/** The only new record that is told in an object (rest.md § 1.6). */
const NewAsset = builder.objectRef<{ id: number }>('NewAsset').implement({
  description: 'An asset that was just added.',
  fields: (t) => ({ id: t.exposeInt('id') }),
});

builder.mutationFields((t) => ({
  Asset: t.field({
    type: NewAsset,
    ...taking(createAssetParams, ({ companyId, company, ...asset }, ctx) =>
      createAsset(ctx, { ...asset, company: companyId ?? company }),
    ),
  }),
  UpdateAsset: t.field({
    type: Asset,
    ...taking(updateAssetParams, async ({ id, companyId, company, ...patch }, ctx) => {
      await updateAsset(ctx, id, { ...patch, company: companyId ?? company });
      return getAsset(ctx, id, assetShape(ctx));
    }),
  }),
  AssignAssetToUser: t.field(doing(assetUserParams, ({ assetId, userId }, ctx) => assignAsset(ctx, assetId, userId))),
  UnAssignAssetToUser: t.field(
    doing(assetUserParams, ({ assetId, userId }, ctx) => unassignAsset(ctx, assetId, userId)),
  ),
  AddAssetToTicket: t.field(
    doing(ticketAssetParams, ({ assetId, ticketId }, ctx) => addTicketAsset(ctx, ticketId, assetId)),
  ),
  SetCustomFieldForAsset: t.field(
    doing(setAssetFieldParams, ({ id, fieldId, value }, ctx) =>
      setAssetCustomFields(ctx, id, new Map([[fieldId, value]])),
    ),
  ),
}));
