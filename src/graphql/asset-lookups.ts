import { assetLookupFilter, assetLookupOrder, assetsOf } from '../domain/asset/asset-filter.js';
import { visibleAssetLookups, visibleAssets } from '../domain/asset/asset-policy.js';
import { AssetList } from './asset.js';
import { builder } from './builder.js';
import { addFilterFields, defineList } from './list.js';
import { nestedList, rootList } from './list-fields.js';
import { Node } from './node.js';

type LookupName = 'AssetType' | 'Manufacturer' | 'Supplier';

export const AssetType = lookup('AssetType', 'A kind of asset, such as `Printer`.');
export const Manufacturer = lookup('Manufacturer', 'Who makes assets.');
export const Supplier = lookup('Supplier', 'Who sells assets.');

const AssetTypeList = lookupList(AssetType);
const ManufacturerList = lookupList(Manufacturer);
const SupplierList = lookupList(Supplier);

builder.queryFields((t) => ({
  assetTypes: rootList(t, AssetTypeList, 'All kinds of assets for staff; for others those of the assets they have.'),
  manufacturers: rootList(
    t,
    ManufacturerList,
    'All manufacturers for staff; for others those of the assets they have.',
  ),
  suppliers: rootList(t, SupplierList, 'All suppliers for staff; for others those of the assets they have.'),
}));

/** The three tables that assets choose from are alike. */
function lookup(typeName: LookupName, description: string) {
  return builder.prismaObject(typeName, {
    select: { id: true },
    interfaces: [Node],
    description,
    fields: (t) => ({
      name: t.exposeString('name', { description: 'The name, unique without regard to case.' }),
      assets: nestedList(t, AssetList, {
        relation: 'assets',
        visible: visibleAssets,
        description: 'The assets that have it, as far as you can see them.',
      }),
    }),
  });
}

function lookupList(node: ReturnType<typeof lookup>) {
  const filter = assetLookupFilter(node.name);
  const list = defineList({ node, visible: visibleAssetLookups, filter, order: assetLookupOrder });
  addFilterFields(node.name, assetsOf.lookup);
  return list;
}
