import { isStaff, type Principal } from '../../core/principal.js';
import type { Prisma } from '../../generated/prisma/client.js';

/** Canned answers are for staff. */
export function visibleCommentTemplates(who: Principal): Prisma.CommentTemplateWhereInput {
  return isStaff(who) ? {} : { id: { in: [] } };
}
