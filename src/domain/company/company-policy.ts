import { isStaff, type Principal } from '../../core/principal.js';
import type { Prisma } from '../../generated/prisma/client.js';

/** The companies a caller can look up and list: staff all, others their own. */
export function visibleCompanies(who: Principal): Prisma.CompanyWhereInput {
  return isStaff(who) ? {} : { id: who.companyId ?? 0 };
}

/** The departments a caller can look up and list: staff all, others their own and those of their company. */
export function visibleDepartments(who: Principal): Prisma.DepartmentWhereInput {
  if (isStaff(who)) return {};
  return { OR: [{ id: who.departmentId ?? 0 }, { companyId: who.companyId ?? 0 }] };
}

/** Notes on companies and their e-mail domains are for staff. */
export function canSeeCompanyNotes(who: Principal): boolean {
  return isStaff(who);
}
