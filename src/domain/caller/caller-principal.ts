import type { Principal } from '../../core/principal.js';
import type { Prisma } from '../../generated/prisma/client.js';

/** What has to be read of a user to know what the user may. */
export const principalShape = {
  id: true,
  username: true,
  fullName: true,
  isAdmin: true,
  isManager: true,
  isDepartmentManager: true,
  companyId: true,
  departmentId: true,
  technicianOf: { select: { categoryId: true } },
} satisfies Prisma.UserSelect;

/** The user as somebody whom policies can be asked about. */
export function toPrincipal(user: Prisma.UserGetPayload<{ select: typeof principalShape }>): Principal {
  return { ...user, technicianOf: user.technicianOf.map(({ categoryId }) => categoryId) };
}
