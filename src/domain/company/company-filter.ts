import { everything, type FilterSpec } from '../../core/filter-spec.js';
import type { OrderSpec } from '../../core/keyset.js';
import { visibleFieldValues } from '../custom-field/custom-field-policy.js';
import { visibleDepartments } from './company-policy.js';

export const companyFilter: FilterSpec = {
  entity: 'Company',
  fields: {
    name: { kind: 'text', column: 'name', description: 'The name.' },
    notes: {
      kind: 'text',
      column: 'notes',
      isNullable: true,
      isStaffOnly: true,
      description: 'Notes of staff; for staff only.',
    },
    createdAt: { kind: 'dateTime', column: 'createdAt', description: 'When it was added.' },
    departments: {
      kind: 'many',
      relation: 'departments',
      entity: 'Department',
      visible: visibleDepartments,
      description: 'Its departments.',
    },
    customFields: {
      kind: 'customFields',
      visible: visibleFieldValues,
      description: 'Values of custom fields; all must match.',
    },
  },
};

export const companyOrder: OrderSpec = {
  fields: {
    name: { path: ['name'], type: 'text', description: 'The name.' },
    createdAt: { path: ['createdAt'], type: 'dateTime', description: 'When it was added.' },
  },
  standard: [{ field: 'name', direction: 'ASC' }],
};

export const departmentFilter: FilterSpec = {
  entity: 'Department',
  fields: {
    name: { kind: 'text', column: 'name', description: 'The name.' },
    company: {
      kind: 'one',
      relation: 'company',
      entity: 'Company',
      isNullable: true,
      visible: everything,
      description: 'The company it is part of.',
    },
  },
};

export const departmentOrder: OrderSpec = {
  fields: {
    name: { path: ['name'], type: 'text', description: 'The name.' },
    company: {
      path: ['company', 'name'],
      type: 'text',
      isNull: { companyId: null },
      description: 'The name of the company.',
    },
  },
  standard: [{ field: 'name', direction: 'ASC' }],
};
