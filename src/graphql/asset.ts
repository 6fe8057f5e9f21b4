import { signedIn } from '../core/principal.js';
import { assetFilter, assetOrder, assetsOf } from '../domain/asset/asset-filter.js';
import { canSeeAssetComments, visibleAssetFiles, visibleAssets } from '../domain/asset/asset-policy.js';
import { visibleTickets } from '../domain/ticket/ticket-policy.js';
import { visibleUsers } from '../domain/user/user-policy.js';
import { Attachment, AttachmentList } from './attachment.js';
import { builder } from './builder.js';
import { addFilterFields, defineList } from './list.js';
import { connect, listArgs, nestedList, rootList } from './list-fields.js';
import { Node, recordField } from './node.js';
import { TicketList } from './ticket.js';
import { UserList } from './user.js';

export const Asset = builder.prismaObject('Asset', {
  select: { id: true },
  interfaces: [Node],
  description: 'A thing the desk looks after.',
  fields: (t) => ({
    modelName: t.exposeString('modelName', { description: 'The model.' }),
    serialNumber: t.exposeString('serialNumber', { description: 'The serial number; empty when unknown.' }),
    location: t.exposeString('location', { description: 'Where it stands; may be empty.' }),
    comments: t.string({
      nullable: true,
      description: 'Notes of staff; null for everybody else.',
      select: { comments: true },
      resolve: ({ comments }, _args, ctx) => (canSeeAssetComments(signedIn(ctx)) ? comments : null),
    }),
    quantity: t.exposeInt('quantity', { description: 'How many there are.' }),
    isDisabled: t.exposeBoolean('isDisabled', { description: 'Is out of use.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was added.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it last changed.' }),
    type: t.relation('type', { description: 'What kind of thing it is.' }),
    manufacturer: t.relation('manufacturer', { description: 'Who made it.' }),
    supplier: t.relation('supplier', { description: 'Who sold it.' }),
    company: t.relation('company', { nullable: true, description: 'The company it belongs to.' }),
    users: nestedList(t, UserList, {
      relation: 'users',
      through: 'user',
      visible: visibleUsers,
      description: 'Who uses it, as far as you can see them.',
    }),
    tickets: nestedList(t, TicketList, {
      relation: 'tickets',
      through: 'ticket',
      visible: visibleTickets,
      description: 'The tickets about it that you can see.',
    }),
    attachments: nestedList(t, AttachmentList, {
      relation: 'attachments',
      visible: visibleAssetFiles,
      description: 'Its files that you can see.',
    }),
  }),
});

export const AssetList = defineList({ node: Asset, visible: visibleAssets, filter: assetFilter, order: assetOrder });

for (const [typeName, of, through, description] of [
  ['Ticket', assetsOf.ticket, 'asset', 'The assets it is about that you can see.'],
  ['User', assetsOf.user, 'asset', 'The assets the user has, as far as you can see them.'],
  ['Company', assetsOf.company, undefined, 'The assets that belong to it, as far as you can see them.'],
] as const) {
  builder.prismaObjectField(typeName, 'assets', (t) =>
    nestedList(t, AssetList, { relation: 'assets', visible: visibleAssets, description, ...(through && { through }) }),
  );
  addFilterFields(typeName, of);
}

builder.prismaObjectField('Department', 'assets', (t) =>
  t.field({
    type: AssetList.connection,
    description: 'The assets of its people, as far as you can see them.',
    args: listArgs(t.arg, AssetList),
    resolve: ({ id }, args, ctx, info) =>
      connect(ctx, AssetList, args, { users: { some: { user: { departmentId: id } } } }, info),
  }),
);

builder.prismaObjectField(Attachment, 'asset', (t) =>
  t.relation('asset', { nullable: true, description: 'The asset it belongs to, if to one.' }),
);

builder.queryField('asset', (t) =>
  recordField(t, AssetList, 'An asset by id; null if there is none that you can see.'),
);

builder.queryField('assets', (t) => rootList(t, AssetList, 'All assets for staff; for others those they have.'));
