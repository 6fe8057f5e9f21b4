import { isStaff, type Principal } from '../../core/principal.js';
import type { Prisma } from '../../generated/prisma/client.js';

/** The categories a caller can see and file tickets in. */
export function visibleCategories(who: Principal): Prisma.CategoryWhereInput {
  return isStaff(who) ? {} : { forTechsOnly: false };
}
