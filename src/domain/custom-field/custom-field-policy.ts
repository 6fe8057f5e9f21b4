import { isStaff, type Principal } from '../../core/principal.js';
import type { Prisma } from '../../generated/prisma/client.js';

/** The fields a caller can see and set. */
export function visibleCustomFields(who: Principal): Prisma.CustomFieldWhereInput {
  return isStaff(who) ? {} : { forTechsOnly: false };
}

/** The values of fields a caller can see. */
export function visibleFieldValues(who: Principal): Prisma.CustomFieldValueWhereInput {
  return isStaff(who) ? {} : { field: { forTechsOnly: false } };
}

/** The fields that tickets of a category have: its own and those without a category. */
export function fieldsOfCategory(categoryId: number): Prisma.CustomFieldWhereInput {
  return { usage: 'TICKET', OR: [{ categories: { none: {} } }, { categories: { some: { categoryId } } }] };
}
