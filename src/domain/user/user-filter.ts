import { everything, type FilterField, type FilterSpec } from '../../core/filter-spec.js';
import type { OrderSpec } from '../../core/keyset.js';
import { visibleCategories } from '../category/category-policy.js';
import { visibleFieldValues } from '../custom-field/custom-field-policy.js';
import { visibleUsers } from './user-policy.js';

export const userFilter: FilterSpec = {
  entity: 'User',
  fields: {
    username: { kind: 'text', column: 'username', description: 'Log-in name.' },
    email: { kind: 'text', column: 'email', description: 'E-mail address; empty when there is none.' },
    firstName: { kind: 'text', column: 'firstName', description: 'First name.' },
    lastName: { kind: 'text', column: 'lastName', description: 'Last name.' },
    fullName: { kind: 'text', column: 'fullName', description: 'First and last name, or the username.' },
    phone: { kind: 'text', column: 'phone', description: 'Telephone number.' },
    location: { kind: 'text', column: 'location', description: 'Where the user sits.' },
    notes: { kind: 'text', column: 'notes', isStaffOnly: true, description: 'Notes of staff; for staff only.' },
    language: { kind: 'text', column: 'language', isNullable: true, description: 'Language tag, such as `en-GB`.' },
    isDisabled: { kind: 'boolean', column: 'isDisabled', description: 'Cannot log in.' },
    isAdmin: { kind: 'boolean', column: 'isAdmin', description: 'Is an administrator.' },
    isManager: { kind: 'boolean', column: 'isManager', description: 'Sees the tickets of the whole company.' },
    isDepartmentManager: {
      kind: 'boolean',
      column: 'isDepartmentManager',
      description: 'Sees the tickets of the whole department.',
    },
    isTechnician: {
      kind: 'flag',
      when: () => ({ technicianOf: { some: {} } }),
      description: 'Is technician of at least one category.',
    },
    outOfOffice: { kind: 'boolean', column: 'outOfOffice', description: 'Is away.' },
    createdAt: { kind: 'dateTime', column: 'createdAt', description: 'When the account was made.' },
    lastSeenAt: { kind: 'dateTime', column: 'lastSeenAt', isNullable: true, description: 'When last seen.' },
    company: {
      kind: 'one',
      relation: 'company',
      entity: 'Company',
      isNullable: true,
      visible: everything,
      description: 'The company the user belongs to.',
    },
    department: {
      kind: 'one',
      relation: 'department',
      entity: 'Department',
      isNullable: true,
      visible: everything,
      description: 'The department the user belongs to.',
    },
    technicianOf: {
      kind: 'many',
      relation: 'technicianOf',
      through: 'category',
      entity: 'Category',
      visible: visibleCategories,
      description: 'The categories the user works on.',
    },
    customFields: {
      kind: 'customFields',
      visible: visibleFieldValues,
      description: 'Values of custom fields; all must match.',
    },
  },
};

/** What the filters of companies and departments say about their people. */
export const peopleFields: Readonly<Record<string, FilterField>> = {
  users: { kind: 'many', relation: 'users', entity: 'User', visible: visibleUsers, description: 'Its people.' },
};

export const userOrder: OrderSpec = {
  fields: {
    username: { path: ['username'], type: 'text', description: 'Log-in name.' },
    fullName: { path: ['fullName'], type: 'text', description: 'First and last name.' },
    email: { path: ['email'], type: 'text', description: 'E-mail address.' },
    createdAt: { path: ['createdAt'], type: 'dateTime', description: 'When the account was made.' },
    lastSeenAt: {
      path: ['lastSeenAt'],
      type: 'dateTime',
      isNull: { lastSeenAt: null },
      description: 'When last seen.',
    },
  },
  standard: [{ field: 'username', direction: 'ASC' }],
};
