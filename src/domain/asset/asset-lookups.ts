import { lookupActions } from './asset-lookup.js';

/** Kinds of assets. */
export const {
  create: createAssetType,
  rename: updateAssetType,
  remove: deleteAssetType,
  choose: chooseAssetType,
} = lookupActions({ what: 'asset type', field: 'type', table: (db) => db.assetType });

/** Who makes assets. */
export const {
  create: createManufacturer,
  rename: updateManufacturer,
  remove: deleteManufacturer,
  choose: chooseManufacturer,
} = lookupActions({ what: 'manufacturer', field: 'manufacturer', table: (db) => db.manufacturer });

/** Who sells assets. */
export const {
  create: createSupplier,
  rename: updateSupplier,
  remove: deleteSupplier,
  choose: chooseSupplier,
} = lookupActions({ what: 'supplier', field: 'supplier', table: (db) => db.supplier });
