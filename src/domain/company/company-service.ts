import { checkLength, checkText, isId } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { demand, notFound } from '../../core/errors.js';
import { demandFreeName, getOrCreateNamed, nameColumns } from '../../core/names.js';
import { adminOnly, signedIn, staffOnly } from '../../core/principal.js';
import type { Company, Prisma } from '../../generated/prisma/client.js';
import { visibleCompanies } from './company-policy.js';
import { readEmailDomains } from './company-rules.js';

export interface NewCompany {
  readonly name: string;
  /** Such as `example.com`. */
  readonly emailDomains?: readonly string[];
  readonly notes?: string | null;
}

/** Absent keeps, a value sets, null clears. */
export interface CompanyPatch {
  readonly name?: string;
  readonly emailDomains?: readonly string[] | null;
  readonly notes?: string | null;
}

const NOTES_LENGTH_MAX = 10_000;

/** A company the caller can see. */
export async function getCompany<Shape extends Prisma.CompanyDefaultArgs>(ctx: Context, id: number, shape?: Shape) {
  const where = { AND: [{ id }, visibleCompanies(signedIn(ctx))] };
  const company = isId(id) ? await ctx.db.company.findFirst({ ...shape, where }) : null;
  demand(company, notFound('Company'));
  // The row has the asked-for shape; Prisma cannot infer it through a spread type parameter.
  return company as Prisma.CompanyGetPayload<Shape>;
}

/** All companies by name, or a page of them; for staff. */
export async function listCompanies<Shape extends Prisma.CompanyDefaultArgs>(
  ctx: Context,
  { take, skip }: { take?: number; skip?: number } = {},
  shape?: Shape,
) {
  staffOnly(ctx, 'list companies');
  const companies = await ctx.db.company.findMany({ ...shape, orderBy: [{ name: 'asc' }, { id: 'asc' }], take, skip });
  // As in `getCompany`.
  return companies as Prisma.CompanyGetPayload<Shape>[];
}

/** How many companies there are; for staff. */
export async function countCompanies(ctx: Context): Promise<number> {
  staffOnly(ctx, 'list companies');
  return ctx.db.company.count();
}

/** The company of that name, unchanged if it exists already. Never makes a second one, however many callers ask at once. */
export async function getOrCreateCompany(ctx: Context, input: NewCompany): Promise<Company> {
  staffOnly(ctx, 'add companies');
  return getOrCreateNamed(ctx.db.company, { ...nameColumns('name', input.name), ...otherColumns(input) });
}

/** For actions on other records that name a company; `field` is the input that does. Rights are theirs to check. */
export async function getOrCreateCompanyByName(tx: Context, name: string, field = 'company'): Promise<Company> {
  return getOrCreateNamed(tx.db.company, nameColumns(field, name));
}

/** Adds a company; CONFLICT when the name is taken. */
export async function createCompany(ctx: Context, input: NewCompany): Promise<Company> {
  staffOnly(ctx, 'add companies');
  const data = { ...nameColumns('name', input.name), ...otherColumns(input) };
  return demandFreeName('company', ctx.db.company.create({ data }));
}

/** Changes a company; CONFLICT when the new name is taken. */
export async function updateCompany(ctx: Context, id: number, patch: CompanyPatch): Promise<Company> {
  adminOnly(ctx, 'change companies');
  const data = { ...(patch.name !== undefined && nameColumns('name', patch.name)), ...otherColumns(patch) };
  await getCompany(ctx, id);
  return demandFreeName('company', ctx.db.company.update({ where: { id }, data }));
}

/** Deletes a company with its departments and field values. Its people and assets stay, without a company. */
export async function deleteCompany(ctx: Context, id: number): Promise<Company> {
  adminOnly(ctx, 'delete companies');

  return ctx.inTransaction(async (tx) => {
    await getCompany(tx, id);
    const people = { OR: [{ companyId: id }, { department: { companyId: id } }] };
    const members = await tx.db.user.findMany({ where: people, select: { id: true }, orderBy: { id: 'asc' } });
    const company = await tx.db.company.delete({ where: { id } });
    for (const member of members) tx.publish({ name: 'user.changed', userId: member.id });
    return company;
  });
}

function otherColumns({ emailDomains, notes }: Omit<CompanyPatch, 'name'>) {
  return {
    emailDomains: emailDomains === undefined ? undefined : readEmailDomains(emailDomains ?? []),
    notes: notes ? checkLength('notes', checkText('notes', notes), NOTES_LENGTH_MAX) : notes,
  };
}
