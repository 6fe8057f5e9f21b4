import { createCompany, deleteCompany, type NewCompany, updateCompany } from '../domain/company/company-service.js';
import {
  createDepartment,
  deleteDepartment,
  type NewDepartment,
  updateDepartment,
} from '../domain/department/department-service.js';
import { Company, Department } from './company.js';
import { idOf, recordMutations } from './record-mutations.js';

recordMutations<NewCompany>({
  node: Company,
  noun: 'a company',
  fields: (t, isNew) => ({
    name: t.string({ required: isNew, description: 'The name, unique without regard to case.' }),
    emailDomains: t.stringList({ description: 'All e-mail domains whose new users belong to it.' }),
    notes: t.string({ description: 'Notes of staff; null clears.' }),
  }),
  clearable: ['notes'],
  create: ['Adds a company; for staff.', createCompany],
  update: ['Changes a company; for administrators.', updateCompany],
  remove: ['Deletes a company with its departments. Its people and assets stay. For administrators.', deleteCompany],
});

recordMutations<NewDepartment>({
  node: Department,
  noun: 'a department',
  fields: (t, isNew) => ({
    name: t.string({ required: isNew, description: 'The name, unique within the company.' }),
    companyId: t.id({ description: 'The company it is part of; null for a department of the desk itself.' }),
  }),
  readers: { companyId: idOf('Company') },
  clearable: ['companyId'],
  create: ['Adds a department; for staff.', createDepartment],
  update: ['Changes a department; for administrators.', updateDepartment],
  remove: ['Deletes a department. Its people stay, without one. For administrators.', deleteDepartment],
});
