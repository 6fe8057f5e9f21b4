import { isStaff, type Principal } from '../../core/principal.js';
import type { Prisma } from '../../generated/prisma/client.js';

/** The users a caller can look up and list. People on a visible ticket are shown with it, whoever looks. */
export function visibleUsers(who: Principal): Prisma.UserWhereInput {
  if (isStaff(who)) return {};
  const clauses: Prisma.UserWhereInput[] = [{ id: who.id }];
  if (who.isManager && who.companyId !== null) clauses.push({ companyId: who.companyId });
  if (who.isDepartmentManager && who.departmentId !== null) clauses.push({ departmentId: who.departmentId });
  return clauses.length === 1 && clauses[0] ? clauses[0] : { OR: clauses };
}

/** Notes on people are for staff. */
export function canSeeNotes(who: Principal): boolean {
  return isStaff(who);
}

/** The users who can be made assignee of tickets in the category. */
export function assignableUsers(categoryId: number): Prisma.UserWhereInput {
  return { isDisabled: false, isTombstone: false, OR: [{ isAdmin: true }, { technicianOf: { some: { categoryId } } }] };
}
