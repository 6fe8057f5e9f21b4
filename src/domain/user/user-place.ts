import { isId } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { demand, invalid } from '../../core/errors.js';
import { getOrCreateCompanyByName } from '../company/company-service.js';
import { getOrCreateDepartment } from '../department/department-service.js';
import type { UserPatch } from './user-rules.js';

interface Place {
  readonly companyId: number | null;
  readonly departmentId: number | null;
}

/** The company and department a patch puts a user in. Who changes company leaves a department of the old one. */
export async function findPlace(tx: Context, patch: UserPatch, before: Place): Promise<Place> {
  const companyId = await findCompany(tx, patch, before);
  return { companyId, departmentId: await findDepartment(tx, patch, { ...before, companyId }) };
}

async function findCompany(tx: Context, { company, companyId }: UserPatch, before: Place): Promise<number | null> {
  if (company !== undefined) return company ? (await getOrCreateCompanyByName(tx, company)).id : null;
  if (companyId === undefined || companyId === null) return companyId === null ? null : before.companyId;
  const exists = isId(companyId) && (await tx.db.company.count({ where: { id: companyId } })) === 1;
  demand(exists, invalid('companyId', 'There is no such company.'));
  return companyId;
}

async function findDepartment(tx: Context, patch: UserPatch, place: Place): Promise<number | null> {
  const { department: name, departmentId } = patch;
  if (name) return (await getOrCreateDepartment(tx, { name, companyId: place.companyId })).id;
  if (name !== undefined || departmentId === null) return null;

  const id = departmentId ?? place.departmentId;
  if (id === null) return null;
  const department = isId(id) ? await tx.db.department.findUnique({ where: { id } }) : null;
  const fits = department && (department.companyId === null || department.companyId === place.companyId);
  demand(
    fits || departmentId === undefined,
    invalid('departmentId', "There is no such department in the user's company."),
  );
  return fits ? id : null;
}
