import { checkName } from './check.js';
import { AppError } from './errors.js';
import { caseKey } from './text.js';

/** The two columns of a name that is unique without regard to case. */
export interface NameColumns {
  readonly name: string;
  readonly nameKey: string;
}

/** What all tables with a unique name have in common. */
export interface NamedTable<Row> {
  findUnique(args: { where: { nameKey: string } }): PromiseLike<Row | null>;
  findUniqueOrThrow(args: { where: { nameKey: string } }): PromiseLike<Row>;
  createMany(args: { data: NameColumns[]; skipDuplicates: true }): PromiseLike<unknown>;
}

/** Checks a name and answers the columns it is stored in. */
export function nameColumns(field: string, name: string, lengthMax = 255): NameColumns {
  const checked = checkName(field, name, lengthMax);
  return { name: checked, nameKey: caseKey(checked) };
}

/** The record of that name, made if it is missing. Of callers at the same time, all get the same record. */
export async function getOrCreateNamed<Row>(table: NamedTable<Row>, columns: NameColumns): Promise<Row> {
  const where = { nameKey: columns.nameKey };
  const known = await table.findUnique({ where });
  if (known !== null) return known;
  await table.createMany({ data: [columns], skipDuplicates: true });
  return table.findUniqueOrThrow({ where });
}

/**
 * What the write answers, or CONFLICT when it fails because another record has the name already. The database
 * decides, so it also holds for two callers who want the same name at once.
 */
export async function demandFreeName<Row>(what: string, write: PromiseLike<Row>): Promise<Row> {
  try {
    return await write;
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    throw new AppError('CONFLICT', `Another ${what} has this name already.`, { field: ['name'] });
  }
}

function isDuplicate(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, 'code') === 'P2002';
}
