import { isStaff, type Principal } from '../../core/principal.js';
import type { Prisma } from '../../generated/prisma/client.js';
import { visibleTickets } from './ticket-policy.js';

/** The tags a caller can list: staff all, others those on tickets they see. A record shows its tags to whoever sees it. */
export function visibleTags(who: Principal): Prisma.TagWhereInput {
  return isStaff(who) ? {} : { tickets: { some: { ticket: visibleTickets(who) } } };
}
