import { checkName } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { demand, invalid } from '../../core/errors.js';
import { caseKey } from '../../core/text.js';
import type { CustomFieldOption } from '../../generated/prisma/client.js';

/** An option as it should be: with the id of an existing one, which may be renamed, or without for a new one. */
export interface OptionDraft {
  readonly id?: number;
  readonly value: string;
}

const OPTIONS_MAX = 500;

/** Brings a field's options to the given ones in the given order; the others go, and with them the values that chose them. */
export async function replaceOptions(tx: Context, fieldId: number, drafts: readonly OptionDraft[]): Promise<void> {
  const options = readDrafts(drafts);
  const before = await tx.db.customFieldOption.findMany({ where: { fieldId } });
  const kept = options.flatMap(({ id }) => (id === undefined ? [] : [id]));
  const areKnown = kept.every((id) => before.some((option) => option.id === id));
  demand(areKnown && new Set(kept).size === kept.length, invalid('options', 'The field has no such option.'));

  await tx.db.customFieldOption.deleteMany({ where: { fieldId, id: { notIn: kept } } });
  for (const { id, value, position } of options.filter((option) => changes(before, option))) {
    await tx.db.customFieldOption.update({ where: { id }, data: { value, position } });
  }
  const added = options.filter(({ id }) => id === undefined);
  await tx.db.customFieldOption.createMany({
    data: added.map(({ value, position }) => ({ fieldId, value, position })),
  });
}

type Placed = OptionDraft & { readonly position: number };

function changes(before: readonly CustomFieldOption[], { id, value, position }: Placed): boolean {
  const old = before.find((option) => option.id === id);
  return old !== undefined && (old.value !== value || old.position !== position);
}

function readDrafts(drafts: readonly OptionDraft[]): Placed[] {
  demand(drafts.length <= OPTIONS_MAX, invalid('options', `A field has ${OPTIONS_MAX} options at most.`));
  const options = drafts.map(({ id, value }, index) => ({
    id,
    value: checkName('options', value),
    position: index + 1,
  }));
  const keys = new Set(options.map(({ value }) => caseKey(value)));
  demand(keys.size === options.length, invalid('options', 'Two options must not read the same.'));
  return options;
}
