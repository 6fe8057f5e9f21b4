import { isStaff, type Principal } from '../../core/principal.js';
import type { Prisma } from '../../generated/prisma/client.js';
import { visibleCategories } from './category-policy.js';

/** The sections a caller can see: those with a category the caller can see; staff see empty ones as well. */
export function visibleSections(who: Principal): Prisma.SectionWhereInput {
  return isStaff(who) ? {} : { categories: { some: visibleCategories(who) } };
}
