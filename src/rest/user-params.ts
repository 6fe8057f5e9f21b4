import type { Params } from './params.js';

export const USER_LIST_MODES = ['all', 'techs', 'admins', 'regular', 'disabled'] as const;

export const listUsersParams = {
  count: { kind: 'int', about: 'Rows wanted: 500 unless given, which is the most.' },
  page: { kind: 'int', about: 'Page, from 1.' },
  listMode: { kind: 'choice', choices: USER_LIST_MODES, about: 'Which users: all unless given.' },
  departmentId: { kind: 'id', about: 'Of this department.' },
  companyId: { kind: 'id', about: 'Of this company.' },
} as const satisfies Params;

export const userParams = {
  userId: { kind: 'id', aliases: ['id'], required: true, about: 'User.' },
} as const satisfies Params;

export const userByEmailParams = {
  email: { kind: 'text', required: true, about: 'E-mail address, without regard to case.' },
} as const satisfies Params;

export const userByUsernameParams = {
  username: { kind: 'text', required: true, about: 'Log-in name, without regard to case.' },
} as const satisfies Params;

export const createUserParams = {
  email: { kind: 'text', required: true, about: 'E-mail address.' },
  username: { kind: 'text', about: 'Log-in name: the e-mail address unless given.' },
  password: { kind: 'text', about: 'Password; a random one unless given.' },
  firstName: { kind: 'text', about: 'First name.' },
  lastName: { kind: 'text', about: 'Last name.' },
  phone: { kind: 'text', about: 'Phone number.' },
  location: { kind: 'text', about: 'Where the user sits.' },
  company: { kind: 'text', about: 'Name of the company; made if missing.' },
  department: { kind: 'text', about: 'Name of the department; made if missing.' },
  sendWelcomeEmail: { kind: 'bool', about: 'Mail a welcome, without the password.' },
} as const satisfies Params;

export const updateUserParams = {
  userId: { kind: 'id', required: true, about: 'User.' },
  username: { kind: 'text', about: 'Log-in name; empty leaves it.' },
  email: { kind: 'text', about: 'E-mail address; empty leaves it.' },
  firstName: { kind: 'text', empty: 'text', about: 'First name.' },
  lastName: { kind: 'text', empty: 'text', about: 'Last name.' },
  company: { kind: 'text', empty: 'text', about: 'Name of the company; made if missing; empty takes it away.' },
  phone: { kind: 'text', empty: 'text', about: 'Phone number.' },
  location: { kind: 'text', empty: 'text', about: 'Where the user sits.' },
  department: { kind: 'text', empty: 'text', about: 'Name of the department; made if missing; empty takes it away.' },
  notes: { kind: 'text', empty: 'text', about: 'Notes for staff.' },
  password: { kind: 'text', about: 'New password; ends all tokens of the user. Empty leaves it.' },
  disabled: { kind: 'bool', about: 'A disabled user cannot log in.' },
  enableEmailNotifications: { kind: 'bool', about: 'Whether the user gets mails.' },
  greeting: { kind: 'text', empty: 'text', about: 'Greeting.' },
  signature: { kind: 'text', empty: 'text', about: 'Signature.' },
  outOfOffice: { kind: 'bool', about: 'Whether the user is away.' },
} as const satisfies Params;

export const deleteUserParams = {
  userId: { kind: 'id', required: true, about: 'User.' },
} as const satisfies Params;

export const mergeUsersParams = {
  id: { kind: 'id', aliases: ['userId'], required: true, about: 'User who stays.' },
  id2: { kind: 'id', aliases: ['userId2'], required: true, about: 'User who is merged and removed.' },
} as const satisfies Params;

export const technicianParams = {
  categoryId: { kind: 'id', required: true, about: 'Category.' },
  userId: { kind: 'id', required: true, about: 'Technician.' },
} as const satisfies Params;
