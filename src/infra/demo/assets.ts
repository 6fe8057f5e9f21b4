import type { Db } from '../../core/context.js';
import { caseKey } from '../../core/text.js';
import type { DemoContent } from './content.js';
import type { Desk } from './desk.js';
import { someValue } from './field-values.js';
import { idsByName, numbered } from './names.js';
import type { Person } from './people.js';
import { at, type Random } from './random.js';

const ASSETS = 36;

/** A thing that tickets can be about. */
export interface AssetSketch {
  readonly id: number;
  readonly type: string;
  readonly companyId: number | null;
}

interface Surroundings {
  readonly content: DemoContent;
  readonly desk: Desk;
  readonly people: readonly Person[];
  readonly random: Random;
  readonly since: Date;
}

/** Types, makers, suppliers and assets, most of them used by somebody. */
export async function seedAssets(db: Db, around: Surroundings): Promise<AssetSketch[]> {
  const { types, manufacturers, suppliers } = around.content.desk.assets;
  const named = (names: readonly string[]) => numbered(names, (name) => ({ name, nameKey: caseKey(name) }));
  await db.assetType.createMany({ data: named(types) });
  await db.manufacturer.createMany({ data: named(manufacturers) });
  await db.supplier.createMany({ data: named(suppliers) });

  const assets = sketchAssets(around, idsByName(named(types)), idsByName(named(manufacturers)));
  await db.asset.createMany({ data: assets.map(({ row }) => row) });
  await db.assetUser.createMany({ data: assets.map(({ row, userId }) => ({ assetId: row.id, userId })) });
  const fields = around.desk.fields.filter(({ usage }) => usage === 'ASSET');
  await db.customFieldValue.createMany({
    data: assets.flatMap(({ row }) =>
      fields.map((field) => ({ fieldId: field.id, assetId: row.id, ...someValue(field, around.random, around.since) })),
    ),
  });
  return assets.map(({ row: { id, companyId }, type }) => ({ id, companyId, type }));
}

type IdOf = (name: string) => number;

function sketchAssets({ content, people, random, since }: Surroundings, typeId: IdOf, manufacturerId: IdOf) {
  const { suppliers, models, locations } = content.desk.assets;
  const users = people.filter(({ companyId, isDisabled }) => companyId !== null && !isDisabled);
  return Array.from({ length: ASSETS }, (_, index) => {
    const { model, type, manufacturer } = at(models, index % models.length);
    const user = at(users, index % users.length);
    const row = {
      id: index + 1,
      modelName: model,
      serialNumber: `${manufacturer.slice(0, 2).toUpperCase()}-${String(4217 + index * 13).padStart(6, '0')}`,
      location: random.pick(locations),
      quantity: type === 'Phone' ? random.whole(1, 3) : 1,
      isDisabled: index % 17 === 16,
      typeId: typeId(type),
      manufacturerId: manufacturerId(manufacturer),
      supplierId: (index % suppliers.length) + 1,
      companyId: user.companyId,
      createdAt: since,
      updatedAt: since,
    };
    return { row, type, userId: user.id };
  });
}
