import { checkName, isId } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { demand, invalid, notFound } from '../../core/errors.js';
import { demandFreeName } from '../../core/names.js';
import { adminOnly, signedIn, staffOnly } from '../../core/principal.js';
import { caseKey } from '../../core/text.js';
import type { Department, Prisma } from '../../generated/prisma/client.js';
import { visibleDepartments } from '../company/company-policy.js';

export interface NewDepartment {
  readonly name: string;
  /** The company it is part of; null or absent for a department of the desk itself. */
  readonly companyId?: number | null;
}

/** Absent keeps, a value sets, null makes it a department of the desk itself. */
export type DepartmentPatch = Partial<NewDepartment>;

/** A department the caller can see. */
export async function getDepartment<Shape extends Prisma.DepartmentDefaultArgs>(
  ctx: Context,
  id: number,
  shape?: Shape,
) {
  const where = { AND: [{ id }, visibleDepartments(signedIn(ctx))] };
  const department = isId(id) ? await ctx.db.department.findFirst({ ...shape, where }) : null;
  demand(department, notFound('Department'));
  // The row has the asked-for shape; Prisma cannot infer it through a spread type parameter.
  return department as Prisma.DepartmentGetPayload<Shape>;
}

/** All departments by name; for staff. */
export async function listDepartments<Shape extends Prisma.DepartmentDefaultArgs>(ctx: Context, shape?: Shape) {
  staffOnly(ctx, 'list departments');
  const departments = await ctx.db.department.findMany({ ...shape, orderBy: [{ name: 'asc' }, { id: 'asc' }] });
  // As in `getDepartment`.
  return departments as Prisma.DepartmentGetPayload<Shape>[];
}

/** For actions on other records that name a department; `field` is the input that does. Rights are theirs to check. */
export async function getOrCreateDepartment(
  tx: Context,
  { name, companyId = null }: NewDepartment,
  field = 'department',
): Promise<Department> {
  const columns = departmentColumns(field, name, companyId);
  const where = { key: columns.key };
  const known = await tx.db.department.findUnique({ where });
  if (known !== null) return known;
  await tx.db.department.createMany({ data: [columns], skipDuplicates: true });
  return tx.db.department.findUniqueOrThrow({ where });
}

/** Adds a department; CONFLICT when its company has one of that name. */
export async function createDepartment(ctx: Context, { name, companyId = null }: NewDepartment): Promise<Department> {
  staffOnly(ctx, 'add departments');
  const data = departmentColumns('name', name, companyId);
  await demandCompany(ctx, companyId);
  return demandFreeName('department', ctx.db.department.create({ data }));
}

/** Changes a department; CONFLICT when its company has one of that name. */
export async function updateDepartment(ctx: Context, id: number, patch: DepartmentPatch): Promise<Department> {
  adminOnly(ctx, 'change departments');
  const before = await getDepartment(ctx, id);
  const { name = before.name, companyId = before.companyId } = patch;
  const data = departmentColumns('name', name, companyId);
  await demandCompany(ctx, companyId);
  return demandFreeName('department', ctx.db.department.update({ where: { id }, data }));
}

/** Deletes a department. Its people stay, without one. */
export async function deleteDepartment(ctx: Context, id: number): Promise<Department> {
  adminOnly(ctx, 'delete departments');

  return ctx.inTransaction(async (tx) => {
    await getDepartment(tx, id);
    const members = await tx.db.user.findMany({
      where: { departmentId: id },
      select: { id: true },
      orderBy: { id: 'asc' },
    });
    const department = await tx.db.department.delete({ where: { id } });
    for (const member of members) tx.publish({ name: 'user.changed', userId: member.id });
    return department;
  });
}

function departmentColumns(field: string, text: string, companyId: number | null) {
  const name = checkName(field, text);
  return { name, companyId, key: `${companyId ?? 0}:${caseKey(name)}` };
}

async function demandCompany(ctx: Context, id: number | null): Promise<void> {
  const exists = id === null || (isId(id) && (await ctx.db.company.count({ where: { id } })) === 1);
  demand(exists, invalid('companyId', 'There is no such company.'));
}
