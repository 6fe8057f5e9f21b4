import { isStaff, type Principal } from '../../core/principal.js';
import type { Prisma } from '../../generated/prisma/client.js';

/** The users a caller can look up and list. People on a visible ticket are shown with it, whoever looks. */
export function visibleUsers(who: Principal): Prisma.UserWhereInput {
  if (isStaff(who)) return { isTombstone: false };
  const clauses: Prisma.UserWhereInput[] = [{ id: who.id }];
  if (who.isManager && who.companyId !== null) clauses.push({ companyId: who.companyId });
  if (who.isDepartmentManager && who.departmentId !== null) clauses.push({ departmentId: who.departmentId });
  return clauses.length === 1 && clauses[0] ? clauses[0] : { OR: clauses };
}

/** Administrators change everybody, others themselves. */
export function canEditUser(who: Principal, userId: number): boolean {
  return who.isAdmin || who.id === userId;
}

/** What users change of themselves. */
export const OWN_FIELDS: ReadonlySet<string> = new Set([
  'firstName',
  'lastName',
  'phone',
  'location',
  'greeting',
  'signature',
  'language',
  'outOfOffice',
  'password',
]);

/** Notes on people are for staff. */
export function canSeeNotes(who: Principal): boolean {
  return isStaff(who);
}

/** The users who can be made assignee of tickets in the category. */
export function assignableUsers(categoryId: number): Prisma.UserWhereInput {
  return { isDisabled: false, isTombstone: false, OR: [{ isAdmin: true }, { technicianOf: { some: { categoryId } } }] };
}
