import { isStaff, isTechnicianIn, type Principal } from '../../core/principal.js';
import { Prisma } from '../../generated/prisma/client.js';

/** What the rules need to know about a ticket. */
export interface TicketFacts {
  readonly submitterId: number;
  readonly categoryId: number;
  readonly submitter: { readonly companyId: number | null; readonly departmentId: number | null };
}

/** Selects `TicketFacts`. */
export const ticketFacts = {
  submitterId: true,
  categoryId: true,
  submitter: { select: { companyId: true, departmentId: true } },
} as const;

/** The tickets a caller can see at all. Every read, here and in relations, starts from it. */
export function visibleTickets(who: Principal): Prisma.TicketWhereInput {
  if (who.isAdmin) return {};

  const clauses: Prisma.TicketWhereInput[] = [{ participants: { some: { userId: who.id } } }];
  if (who.technicianOf.length > 0) clauses.push({ categoryId: { in: [...who.technicianOf] } });
  if (who.isManager && who.companyId !== null) clauses.push({ submitter: { companyId: who.companyId } });
  if (who.isDepartmentManager && who.departmentId !== null) {
    clauses.push({ submitter: { departmentId: who.departmentId } });
  }
  return clauses.length === 1 && clauses[0] ? clauses[0] : { OR: clauses };
}

/**
 * The same rule for statements written by hand, in which `t` is the ticket. Change both together; a test compares them.
 */
export function visibleTicketsSql(who: Principal): Prisma.Sql {
  return who.isAdmin ? Prisma.sql`TRUE` : Prisma.sql`(${Prisma.join(reasonsToSee(who), ' OR ')})`;
}

/** The ids of the tickets that somebody who is not an administrator sees. Each reason is looked up by itself, in its index. */
export function visibleTicketIdsSql(who: Principal): Prisma.Sql {
  const found = reasonsToSee(who).map((reason) => Prisma.sql`SELECT t.id FROM "Ticket" t WHERE ${reason}`);
  return Prisma.join(found, ' UNION ');
}

function reasonsToSee(who: Principal): Prisma.Sql[] {
  const participates = Prisma.sql`SELECT 1 FROM "TicketParticipant" p WHERE p."ticketId" = t.id AND p."userId" = ${who.id}`;
  const submitter = (belongs: Prisma.Sql) =>
    Prisma.sql`EXISTS (SELECT 1 FROM "User" u WHERE u.id = t."submitterId" AND ${belongs})`;
  const clauses = [Prisma.sql`EXISTS (${participates})`];
  if (who.technicianOf.length > 0) clauses.push(Prisma.sql`t."categoryId" IN (${Prisma.join([...who.technicianOf])})`);
  if (who.isManager && who.companyId !== null) clauses.push(submitter(Prisma.sql`u."companyId" = ${who.companyId}`));
  if (who.isDepartmentManager && who.departmentId !== null) {
    clauses.push(submitter(Prisma.sql`u."departmentId" = ${who.departmentId}`));
  }
  return clauses;
}

/** Staff of the ticket: sees and does what customers do not. */
export function isTicketStaff(who: Principal, ticket: { readonly categoryId: number }): boolean {
  return isTechnicianIn(who, ticket.categoryId);
}

/** Submitters edit what they wrote; the fields only staff may change are checked apart. */
export function canEdit(who: Principal, ticket: TicketFacts): boolean {
  return isTicketStaff(who, ticket) || ticket.submitterId === who.id;
}

/** Also decides about reopening. Managers close for their people. */
export function canClose(who: Principal, ticket: TicketFacts): boolean {
  return canEdit(who, ticket) || isManagerOf(who, ticket);
}

export function canAssign(who: Principal, ticket: TicketFacts): boolean {
  return isTicketStaff(who, ticket);
}

export function canDelete(who: Principal, ticket: TicketFacts): boolean {
  return isTicketStaff(who, ticket);
}

export function canMerge(who: Principal, ticket: TicketFacts): boolean {
  return isTicketStaff(who, ticket);
}

/** Filing a ticket for somebody else. */
export function canFileFor(who: Principal, submitterId: number): boolean {
  return submitterId === who.id || isStaff(who);
}

function isManagerOf(who: Principal, { submitter }: TicketFacts): boolean {
  const ofCompany = who.isManager && who.companyId !== null && submitter.companyId === who.companyId;
  const ofDepartment =
    who.isDepartmentManager && who.departmentId !== null && submitter.departmentId === who.departmentId;
  return ofCompany || ofDepartment;
}
