import type { Principal } from '../../src/core/principal.js';

/** Somebody without any rights; overrides make an administrator, a technician or a manager of them. */
export function makePrincipal(overrides: Partial<Principal> = {}): Principal {
  return {
    id: 100,
    username: 'somebody',
    fullName: 'Some Body',
    isAdmin: false,
    isManager: false,
    isDepartmentManager: false,
    companyId: null,
    departmentId: null,
    technicianOf: [],
    ...overrides,
  };
}
