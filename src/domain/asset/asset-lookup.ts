import { isId } from '../../core/check.js';
import type { Context, Db } from '../../core/context.js';
import { conflict, demand, invalid, notFound } from '../../core/errors.js';
import { demandFreeName, getOrCreateNamed, type NameColumns, type NamedTable, nameColumns } from '../../core/names.js';
import { staffOnly } from '../../core/principal.js';

/** The three tables that assets choose from are alike: a unique name and the assets that have it. */
interface LookupTable<Row> extends NamedTable<Row> {
  create(args: { data: NameColumns }): PromiseLike<Row>;
  update(args: { where: { id: number }; data: NameColumns }): PromiseLike<Row>;
  findFirst(args: { where: { id: number } }): PromiseLike<Row | null>;
  deleteMany(args: { where: { id: number; assets: { none: Record<string, never> } } }): PromiseLike<{ count: number }>;
}

interface Lookup<Row> {
  /** What a row is called in messages; an s makes it plural. */
  readonly what: string;
  /** The input of an asset that chooses a row. */
  readonly field: string;
  table(db: Db): LookupTable<Row>;
}

/** A record by its name, made if it is missing, or by its id. */
export type NameOrId = string | number;

/** The actions of one of the tables that assets choose from; all are for staff. */
export function lookupActions<Row extends { readonly id: number }>({ what, field, table }: Lookup<Row>) {
  async function get(ctx: Context, id: number): Promise<Row> {
    const row = isId(id) ? await table(ctx.db).findFirst({ where: { id } }) : null;
    demand(row, notFound(`${what.charAt(0).toUpperCase()}${what.slice(1)}`));
    return row;
  }

  return {
    /** CONFLICT when the name is taken. */
    async create(ctx: Context, name: string): Promise<Row> {
      staffOnly(ctx, `set up ${what}s`);
      return demandFreeName(what, table(ctx.db).create({ data: nameColumns('name', name) }));
    },
    /** CONFLICT when the new name is taken. */
    async rename(ctx: Context, id: number, name: string): Promise<Row> {
      staffOnly(ctx, `set up ${what}s`);
      const data = nameColumns('name', name);
      await get(ctx, id);
      return demandFreeName(what, table(ctx.db).update({ where: { id }, data }));
    },
    /** CONFLICT while assets have it. */
    async remove(ctx: Context, id: number): Promise<Row> {
      staffOnly(ctx, `set up ${what}s`);
      const row = await get(ctx, id);
      const { count } = await table(ctx.db).deleteMany({ where: { id, assets: { none: {} } } });
      demand(count === 1, conflict(`There are assets with this ${what}. Change or delete them first.`));
      return row;
    },
    /** The id of the row that an asset chooses. Rights are the asset's to check. */
    async choose(tx: Context, choice: NameOrId): Promise<number> {
      if (typeof choice === 'string') {
        return (await getOrCreateNamed(table(tx.db), nameColumns(field, choice))).id;
      }
      const row = isId(choice) ? await table(tx.db).findFirst({ where: { id: choice } }) : null;
      demand(row, invalid(field, `There is no such ${what}.`));
      return row.id;
    },
  };
}
