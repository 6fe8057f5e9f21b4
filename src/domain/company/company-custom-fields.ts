import type { Context } from '../../core/context.js';
import { adminOnly } from '../../core/principal.js';
import type { Company } from '../../generated/prisma/client.js';
import {
  type FieldInputs,
  type FieldWithValue,
  listFieldValues,
  writeFieldValues,
} from '../custom-field/custom-field-service.js';
import { getCompany } from './company-service.js';

/** The custom fields of a visible company, those without a value included. */
export async function listCompanyFieldValues(ctx: Context, companyId: number): Promise<FieldWithValue[]> {
  const { id } = await getCompany(ctx, companyId);
  return listFieldValues(ctx, { companyId: id }, { usage: 'COMPANY' });
}

/** Sets custom fields of a company, all or none. */
export async function setCompanyCustomFields(ctx: Context, companyId: number, inputs: FieldInputs): Promise<Company> {
  adminOnly(ctx, 'change companies');

  return ctx.inTransaction(async (tx) => {
    const company = await getCompany(tx, companyId);
    await writeFieldValues(tx, { companyId }, inputs, { usage: 'COMPANY' });
    return company;
  });
}
