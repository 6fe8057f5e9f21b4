import { getOrCreateCompany, listCompanies, updateCompany } from '../domain/company/company-service.js';
import { listDepartments } from '../domain/department/department-service.js';
import type { Company as CompanyRow, Department as DepartmentRow } from '../generated/prisma/client.js';
import { doing, taking } from './arguments.js';
import { builder } from './builder.js';
import { createCompanyParams, listCompaniesParams, updateCompanyParams } from './desk-params.js';
import { PAGE_SIZES, pageOf } from './page.js';

const Company = builder.objectRef<CompanyRow>('Company').implement({
  description: 'A customer organisation.',
  fields: (t) => ({
    CompanyID: t.exposeInt('id'),
    Name: t.exposeString('name'),
    EmailDomain: t.string({
      nullable: true,
      resolve: ({ emailDomains }) => emailDomains.map((domain) => `@${domain}`).join(';') || null,
    }),
    Notes: t.exposeString('notes', { nullable: true }),
  }),
});

const Department = builder.objectRef<DepartmentRow>('Department').implement({
  description: 'A part of a company, or of the desk itself.',
  fields: (t) => ({
    DepartmentID: t.exposeInt('id'),
    Name: t.exposeString('name'),
    DepartmentName: t.exposeString('name'),
    CompanyID: t.exposeInt('companyId', { nullable: true }),
  }),
});

builder.queryFields((t) => ({
  Companies: t.field({
    type: [Company],
    ...taking(listCompaniesParams, (page, ctx) => {
      return listCompanies(ctx, pageOf(page, PAGE_SIZES.Companies));
    }),
  }),
  Departments: t.field({ type: [Department], resolve: (_root, _args, ctx) => listDepartments(ctx) }),
}));

builder.mutationFields((t) => ({
  Company: t.int({
    ...taking(createCompanyParams, async ({ name, emailDomains }, ctx) => {
      return (await getOrCreateCompany(ctx, { name, emailDomains: split(emailDomains) })).id;
    }),
  }),
  UpdateCompany: t.field(
    doing(updateCompanyParams, ({ id, name, notes, emailDomains }, ctx) =>
      updateCompany(ctx, id, { name, notes: notes === '' ? null : notes, emailDomains: split(emailDomains) }),
    ),
  ),
}));

/** Several domains are separated by semicolons (rest.md § 3.5.2). */
function split(domains: readonly string[] | undefined): string[] | undefined {
  return domains?.flatMap((list) => list.split(';')).filter((domain) => domain.trim() !== '');
}
