import { signedIn } from '../core/principal.js';
import { companyFilter, companyOrder, departmentFilter, departmentOrder } from '../domain/company/company-filter.js';
import { canSeeCompanyNotes, visibleCompanies, visibleDepartments } from '../domain/company/company-policy.js';
import { peopleFields } from '../domain/user/user-filter.js';
import { visibleUsers } from '../domain/user/user-policy.js';
import { builder } from './builder.js';
import { addFilterFields, defineList } from './list.js';
import { nestedList, rootList } from './list-fields.js';
import { Node, recordField } from './node.js';
import { UserList } from './user.js';

export const Department = builder.prismaObject('Department', {
  select: { id: true },
  interfaces: [Node],
  description: 'A part of a company, or of the desk itself when it has no company.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name, unique within the company.' }),
    company: t.relation('company', { nullable: true, description: 'The company it is part of.' }),
    users: nestedList(t, UserList, {
      relation: 'users',
      visible: visibleUsers,
      description: 'Its people, as far as you can see them.',
    }),
  }),
});

export const DepartmentList = defineList({
  node: Department,
  visible: visibleDepartments,
  filter: departmentFilter,
  order: departmentOrder,
});

export const Company = builder.prismaObject('Company', {
  select: { id: true },
  interfaces: [Node],
  description: 'A customer organisation.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name, unique without regard to case.' }),
    emailDomains: t.stringList({
      nullable: true,
      description: 'E-mail domains whose new users belong to it; null unless you are staff.',
      select: { emailDomains: true },
      resolve: ({ emailDomains }, _args, ctx) => (canSeeCompanyNotes(signedIn(ctx)) ? emailDomains : null),
    }),
    notes: t.string({
      nullable: true,
      description: 'Notes of staff; null for everybody else.',
      select: { notes: true },
      resolve: ({ notes }, _args, ctx) => (canSeeCompanyNotes(signedIn(ctx)) ? notes : null),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was added.' }),
    users: nestedList(t, UserList, {
      relation: 'users',
      visible: visibleUsers,
      description: 'Its people, as far as you can see them.',
    }),
    departments: nestedList(t, DepartmentList, {
      relation: 'departments',
      visible: visibleDepartments,
      description: 'Its departments.',
    }),
  }),
});

export const CompanyList = defineList({
  node: Company,
  visible: visibleCompanies,
  filter: companyFilter,
  order: companyOrder,
});

addFilterFields('Company', peopleFields);
addFilterFields('Department', peopleFields);

builder.queryField('company', (t) =>
  recordField(t, CompanyList, 'A company by id; null if there is none that you can see.'),
);

builder.queryField('companies', (t) => rootList(t, CompanyList, 'All companies for staff, your own for others.'));

builder.queryField('departments', (t) =>
  rootList(t, DepartmentList, 'All departments for staff; your own and those of your company for others.'),
);
