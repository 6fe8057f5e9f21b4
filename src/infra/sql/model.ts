import type { PothosPrismaDatamodel } from '@pothos/plugin-prisma';
import { getDatamodel } from '../../generated/pothos.js';

export interface Scalar {
  readonly name: string;
  /** Prisma's name, such as `Int`, or the enum's. */
  readonly type: string;
  readonly isDate: boolean;
  readonly isEnum: boolean;
  readonly isList: boolean;
  /** Never null. */
  readonly isRequired: boolean;
}

/** How the rows of another table belong to a row of this one: `target.targetColumn = own.ownColumn`. */
export interface Relation {
  readonly target: string;
  readonly isList: boolean;
  /** There is always exactly one. */
  readonly isRequired: boolean;
  readonly ownColumn: string;
  readonly targetColumn: string;
}

/** One table, as far as reading needs to know it. Every foreign key points at `id`. */
export interface Model {
  readonly name: string;
  readonly scalars: ReadonlyMap<string, Scalar>;
  readonly relations: ReadonlyMap<string, Relation>;
  /** The columns of keys that have several, by the name they have in a `where`. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
}

type Models = PothosPrismaDatamodel['datamodel']['models'];
type Field = Models[string]['fields'][number];

/** The tables of the schema by model name. */
export function readModels(): ReadonlyMap<string, Model> {
  const { models } = getDatamodel().datamodel;
  return new Map(
    Object.entries(models).map(([name, { fields, primaryKey, uniqueIndexes }]) => {
      const scalars = fields.filter(({ kind }) => kind === 'scalar' || kind === 'enum');
      const relations = fields.filter(({ kind }) => kind === 'object');
      const keys = primaryKey ? [primaryKey, ...uniqueIndexes] : uniqueIndexes;
      const model: Model = {
        name,
        scalars: new Map(scalars.map((field) => [field.name, toScalar(field)])),
        relations: new Map(relations.map((field) => [field.name, toRelation(field, models)])),
        keys: new Map(keys.map((key) => [key.name ?? key.fields.join('_'), key.fields])),
      };
      return [name, model];
    }),
  );
}

function toScalar({ name, type, kind, isList, isRequired }: Field): Scalar {
  return { name, type, isDate: type === 'DateTime', isEnum: kind === 'enum', isList, isRequired };
}

function toRelation(field: Field, models: Models): Relation {
  const target = field.type;
  const ownKey = field.relationFromFields?.[0];
  if (ownKey !== undefined) {
    return { target, isList: false, isRequired: field.isRequired, ownColumn: ownKey, targetColumn: 'id' };
  }

  const inverse = models[target]?.fields.find(
    (other) => other.relationName === field.relationName && other.relationFromFields?.length,
  );
  const targetColumn = inverse?.relationFromFields?.[0];
  if (targetColumn === undefined) throw new Error(`No foreign key found for ${field.name} of ${target}.`);
  return { target, isList: field.isList, isRequired: false, ownColumn: 'id', targetColumn };
}
