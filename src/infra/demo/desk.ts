import type { Db } from '../../core/context.js';
import { caseKey } from '../../core/text.js';
import type { DemoContent, FieldText } from './content.js';
import { idsByName, numbered } from './names.js';
import type { Person } from './people.js';

/** Ids of statuses that the desk adds begin here. */
const FIRST_OWN_STATUS = 10_001;

/** A custom field with the ids of its options. */
export interface Field extends FieldText {
  readonly id: number;
  readonly optionIds: readonly number[];
}

/** What tickets need to know of the set-up. */
export interface Desk {
  categoryId(name: string): number;
  /** Waiting for the customer, and ordered. */
  readonly ownStatuses: readonly { id: number; name: string }[];
  readonly fields: readonly Field[];
}

/** Sections, categories and their technicians, statuses, custom fields, templates and rules. */
export async function seedDesk(db: Db, content: DemoContent, people: readonly Person[]): Promise<Desk> {
  const { desk } = content;
  const categoryId = await seedCategories(db, content, people);

  const ownStatuses = desk.statuses.map((text, index) => ({
    id: FIRST_OWN_STATUS + index,
    nameKey: caseKey(text.name),
    position: index + 10,
    ...text,
  }));
  await db.ticketStatus.createMany({ data: ownStatuses });

  const fields = await seedFields(db, desk.customFields, categoryId);
  await db.commentTemplate.createMany({ data: numbered(desk.commentTemplates, (text) => text) });
  const rules = numbered(desk.automationRules, ({ conditions, actions, ...text }) => {
    return { ...text, conditions: [...conditions], actions: [...actions] };
  });
  await db.automationRule.createMany({ data: rules });
  return { categoryId, ownStatuses, fields };
}

async function seedCategories(db: Db, { desk }: DemoContent, people: readonly Person[]) {
  const sections = numbered(desk.sections, (name) => ({ name, nameKey: caseKey(name) }));
  await db.section.createMany({ data: sections });

  const sectionId = idsByName(sections);
  const categories = numbered(desk.categories, ({ name, section, forTechsOnly = false }) => {
    return { name, forTechsOnly, sectionId: section ? sectionId(section) : null };
  });
  await db.category.createMany({ data: categories.map((row) => ({ ...row, position: row.id })) });

  const categoryId = idsByName(categories);
  const technicians = people.flatMap(({ id, technicianOf }) =>
    technicianOf.map((category) => ({ userId: id, categoryId: categoryId(category) })),
  );
  await db.categoryTechnician.createMany({ data: technicians });
  return categoryId;
}

async function seedFields(db: Db, texts: readonly FieldText[], categoryId: (name: string) => number): Promise<Field[]> {
  let options = 0;
  const fields = numbered(texts, (text) => {
    options += text.options?.length ?? 0;
    const first = options - (text.options?.length ?? 0) + 1;
    return { ...text, optionIds: (text.options ?? []).map((_, index) => first + index) };
  });
  await db.customField.createMany({
    data: fields.map(({ categories, options: _, examples, optionIds, ...row }) => ({ ...row, position: row.id })),
  });
  await db.customFieldCategory.createMany({
    data: fields.flatMap(({ id, categories = [] }) =>
      categories.map((name) => ({ fieldId: id, categoryId: categoryId(name) })),
    ),
  });
  await db.customFieldOption.createMany({
    data: fields.flatMap(({ id, options: values = [], optionIds }) =>
      values.map((value, index) => ({ id: optionIds[index], fieldId: id, value, position: index + 1 })),
    ),
  });
  return fields;
}
