import type { Params } from './params.js';

const field = {
  fieldId: { kind: 'id', required: true, about: 'Custom field.' },
  value: {
    kind: 'text',
    required: true,
    empty: 'text',
    about: 'True or false for a checkbox, id or text of an option, a date, or text; empty clears.',
  },
} as const satisfies Params;

export const setTicketFieldParams = {
  ticketId: { kind: 'id', required: true, about: 'Ticket number.' },
  ...field,
} as const satisfies Params;

export const setTicketFieldsParams = {
  ticketId: { kind: 'id', required: true, about: 'Ticket number.' },
  cf: { kind: 'prefixed', about: 'One parameter per field, such as `cf12=41&cf15=true`.' },
} as const satisfies Params;

export const setUserFieldParams = {
  userId: { kind: 'id', required: true, about: 'User.' },
  ...field,
} as const satisfies Params;

export const setCompanyFieldParams = {
  id: { kind: 'id', required: true, about: 'Company.' },
  ...field,
} as const satisfies Params;

export const setAssetFieldParams = {
  id: { kind: 'id', required: true, about: 'Asset.' },
  ...field,
} as const satisfies Params;

export const ticketFieldsParams = {
  id: { kind: 'id', required: true, about: 'Ticket number.' },
  returnUnset: { kind: 'bool', about: 'Also list fields without a value.' },
} as const satisfies Params;

export const userFieldsParams = {
  userId: { kind: 'id', aliases: ['id'], required: true, about: 'User.' },
} as const satisfies Params;

export const companyFieldsParams = {
  id: { kind: 'id', required: true, about: 'Company.' },
} as const satisfies Params;

export const categoryFieldsParams = {
  categoryId: { kind: 'id', aliases: ['id'], required: true, about: 'Category.' },
} as const satisfies Params;
