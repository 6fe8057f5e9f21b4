import type { NameOrId } from '../domain/asset/asset-lookup.js';
import {
  createAssetType,
  createManufacturer,
  createSupplier,
  deleteAssetType,
  deleteManufacturer,
  deleteSupplier,
  updateAssetType,
  updateManufacturer,
  updateSupplier,
} from '../domain/asset/asset-lookups.js';
import { addTicketAsset, removeTicketAsset } from '../domain/asset/asset-tickets.js';
import { assignAsset, unassignAsset } from '../domain/asset/asset-users.js';
import { createAsset, deleteAsset, type NewAsset, updateAsset } from '../domain/asset/asset-write.js';
import { Asset } from './asset.js';
import { AssetType, Manufacturer, Supplier } from './asset-lookups.js';
import { builder } from './builder.js';
import { readId } from './ids.js';
import { mutationField } from './payload.js';
import { recordMutations } from './record-mutations.js';
import { Ticket } from './ticket.js';
import { User } from './user.js';

interface Choice {
  readonly id?: string | number | null;
  readonly name?: string | null;
}

const NameOrIdInput = builder.inputRef<Choice>('NameOrIdInput').implement({
  description: 'A record by its id or by its name.',
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: 'Opaque id or number of a record that exists.' }),
    name: t.string({ description: 'Name of the record; made if there is none.' }),
  }),
});

recordMutations<NewAsset>({
  node: Asset,
  noun: 'an asset',
  fields: (t, isNew) => ({
    modelName: t.string({ required: isNew, description: 'The model.' }),
    type: t.field({ type: NameOrIdInput, required: isNew, description: 'What kind of thing it is.' }),
    manufacturer: t.field({ type: NameOrIdInput, required: isNew, description: 'Who made it.' }),
    supplier: t.field({ type: NameOrIdInput, required: isNew, description: 'Who sold it.' }),
    company: t.field({ type: NameOrIdInput, description: 'The company it belongs to; null takes it away from there.' }),
    serialNumber: t.string({ description: 'The serial number.' }),
    location: t.string({ description: 'Where it stands.' }),
    comments: t.string({ description: 'Notes of staff.' }),
    quantity: t.int({ description: 'How many there are; a new asset is one.' }),
    isDisabled: t.boolean({ description: 'Whether it is out of use.' }),
  }),
  readers: {
    type: choiceOf('AssetType'),
    manufacturer: choiceOf('Manufacturer'),
    supplier: choiceOf('Supplier'),
    company: choiceOf('Company'),
  },
  clearable: ['company'],
  create: ['Adds an asset, with whatever it names for the first time; for staff.', createAsset],
  update: ['Changes an asset; for staff.', updateAsset],
  remove: ['Deletes an asset with its files and field values; for staff.', deleteAsset],
});

for (const [node, noun, create, rename, remove] of [
  [AssetType, 'an asset type', createAssetType, updateAssetType, deleteAssetType],
  [Manufacturer, 'a manufacturer', createManufacturer, updateManufacturer, deleteManufacturer],
  [Supplier, 'a supplier', createSupplier, updateSupplier, deleteSupplier],
] as const) {
  recordMutations<{ name: string }>({
    node,
    noun,
    fields: (t) => ({ name: t.string({ required: true, description: 'The name, unique without regard to case.' }) }),
    create: [`Adds ${noun}; for staff.`, (ctx, { name }) => create(ctx, name)],
    update: [`Renames ${noun}; for staff.`, (ctx, id, { name = '' }) => rename(ctx, id, name)],
    remove: [`Deletes ${noun} that no asset has; for staff.`, remove],
  });
}

for (const [name, description, change] of [
  ['assignAsset', 'Gives an asset to a user, next to those who have it already; for staff.', assignAsset],
  ['unassignAsset', 'Takes an asset away from a user; for staff.', unassignAsset],
] as const) {
  mutationField(name, {
    description,
    input: (t) => ({
      assetId: t.id({ required: true, description: 'The asset.' }),
      userId: t.id({ required: true, description: 'The user.' }),
    }),
    payload: {
      asset: { type: Asset, description: 'The asset after the change.' },
      user: { type: User, description: 'The user.' },
    },
    resolve: async (ctx, { assetId, userId }) => {
      const id = readId('User', userId, 'userId');
      return { asset: await change(ctx, readId('Asset', assetId, 'assetId'), id), user: { id } };
    },
  });
}

for (const [name, description, change] of [
  ['addTicketAsset', "Says that a ticket is about an asset; for the ticket's staff.", addTicketAsset],
  ['removeTicketAsset', "Takes an asset off a ticket; for the ticket's staff.", removeTicketAsset],
] as const) {
  mutationField(name, {
    description,
    input: (t) => ({
      ticketId: t.id({ required: true, description: 'The ticket.' }),
      assetId: t.id({ required: true, description: 'The asset.' }),
    }),
    payload: {
      ticket: { type: Ticket, description: 'The ticket after the change.' },
      asset: { type: Asset, description: 'The asset.' },
    },
    resolve: async (ctx, { ticketId, assetId }) => {
      const id = readId('Asset', assetId, 'assetId');
      return { ticket: await change(ctx, readId('Ticket', ticketId, 'ticketId'), id), asset: { id } };
    },
  });
}

function choiceOf(type: string) {
  return (value: unknown, field: string): NameOrId => {
    // The schema lets nothing else through, and exactly one of the two.
    const { id, name } = value as Choice;
    return name ?? readId(type, id, [field, 'id']);
  };
}
