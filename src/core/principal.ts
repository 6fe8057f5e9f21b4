import type { Context } from './context.js';
import { demand, forbidden, unauthenticated } from './errors.js';

/** Who calls: everything that rights and visibility depend on. */
export interface Principal {
  readonly id: number;
  readonly username: string;
  readonly fullName: string;
  readonly isAdmin: boolean;
  /** Sees the tickets of the whole company. */
  readonly isManager: boolean;
  /** Sees the tickets of the whole department. */
  readonly isDepartmentManager: boolean;
  readonly companyId: number | null;
  readonly departmentId: number | null;
  /** The categories whose technician the caller is. */
  readonly technicianOf: readonly number[];
}

/** The caller, or a refusal of the anonymous. */
export function signedIn(ctx: Context): Principal {
  // Asked many times a request, so the error is only made when there is one.
  if (!ctx.who) throw unauthenticated('Log in first: send your username and password, or a token.');
  return ctx.who;
}

/** Technicians and administrators. */
export function isStaff(who: Principal): boolean {
  return who.isAdmin || who.technicianOf.length > 0;
}

/** Staff who work on tickets of the category. */
export function isTechnicianIn(who: Principal, categoryId: number): boolean {
  return who.isAdmin || who.technicianOf.includes(categoryId);
}

/** The caller if staff; `action` completes "You may not …" for everybody else. */
export function staffOnly(ctx: Context, action: string): Principal {
  const who = signedIn(ctx);
  demand(isStaff(who), forbidden(action));
  return who;
}

/** The caller if administrator; `action` completes "You may not …" for everybody else. */
export function adminOnly(ctx: Context, action: string): Principal {
  const who = signedIn(ctx);
  demand(who.isAdmin, forbidden(action));
  return who;
}
