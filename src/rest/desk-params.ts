import type { Params } from './params.js';

export const fileParams = {
  id: { kind: 'id', required: true, about: 'File.' },
} as const satisfies Params;

export const attachFileParams = {
  id: { kind: 'id', required: true, about: 'Ticket number.' },
  files: { kind: 'files', about: 'Any number of file parts with any names.' },
} as const satisfies Params;

export const attachmentsParams = {
  id: { kind: 'id', required: true, about: 'Ticket number.' },
  commentId: { kind: 'id', about: 'Only files of this comment.' },
} as const satisfies Params;

export const listCompaniesParams = {
  count: { kind: 'int', about: 'Rows wanted: all unless given.' },
  page: { kind: 'int', about: 'Page, from 1.' },
} as const satisfies Params;

export const createCompanyParams = {
  name: { kind: 'text', required: true, about: 'Name.' },
  emailDomains: { kind: 'names', about: 'E-mail domains, separated by semicolons or commas.' },
} as const satisfies Params;

export const updateCompanyParams = {
  id: { kind: 'id', required: true, about: 'Company.' },
  name: { kind: 'text', about: 'New name.' },
  notes: { kind: 'text', empty: 'text', about: 'Notes for staff.' },
  emailDomains: { kind: 'names', about: 'E-mail domains, separated by semicolons or commas.' },
} as const satisfies Params;

export const techsForCategoryParams = {
  id: { kind: 'id', aliases: ['categoryId'], required: true, about: 'Category.' },
} as const satisfies Params;

export const listArticlesParams = {
  categoryId: { kind: 'id', about: 'Of this category of the knowledge base.' },
} as const satisfies Params;

export const articleParams = {
  id: { kind: 'id', required: true, about: 'Article.' },
} as const satisfies Params;

export const createArticleParams = {
  categoryId: { kind: 'id', required: true, about: 'Category of the knowledge base.' },
  subject: { kind: 'text', required: true, about: 'Subject.' },
  body: { kind: 'text', required: true, about: 'Text or HTML.' },
  forTechsOnly: { kind: 'bool', about: 'Only staff read it.' },
  tags: { kind: 'names', about: 'Comma list.' },
} as const satisfies Params;

export const listAssetsParams = {
  page: { kind: 'int', about: 'Page of 50 assets, from 1.' },
  assignedToUserId: { kind: 'id', about: 'Used by this user.' },
  assignedToCompanyId: { kind: 'id', about: 'Of this company.' },
  assignedToDepartmentId: { kind: 'id', about: 'Used in this department.' },
  assignedToTicketId: { kind: 'id', about: 'This ticket is about it.' },
  nameprefix: { kind: 'text', about: 'Start of the model name.' },
  includeDisabled: { kind: 'bool', about: 'Also assets that are out of use.' },
} as const satisfies Params;

export const assetParams = {
  id: { kind: 'id', required: true, about: 'Asset.' },
} as const satisfies Params;

const assetDetails = {
  serialNumber: { kind: 'text', about: 'Serial number.' },
  location: { kind: 'text', about: 'Where it stands.' },
  comments: { kind: 'text', about: 'Comments.' },
  quantity: { kind: 'int', about: 'How many there are.' },
  company: { kind: 'text', about: 'Name of the company; made if missing.' },
  companyId: { kind: 'id', about: 'Company.' },
} as const satisfies Params;

export const createAssetParams = {
  modelName: { kind: 'text', required: true, about: 'Model.' },
  manufacturer: { kind: 'text', required: true, about: 'Name of the manufacturer; made if missing.' },
  type: { kind: 'text', required: true, about: 'Name of the type; made if missing.' },
  supplier: { kind: 'text', required: true, about: 'Name of the supplier; made if missing.' },
  ...assetDetails,
} as const satisfies Params;

export const updateAssetParams = {
  id: { kind: 'id', required: true, about: 'Asset.' },
  modelName: { kind: 'text', about: 'Model.' },
  manufacturer: { kind: 'text', about: 'Name of the manufacturer; made if missing.' },
  type: { kind: 'text', about: 'Name of the type; made if missing.' },
  supplier: { kind: 'text', about: 'Name of the supplier; made if missing.' },
  ...assetDetails,
} as const satisfies Params;

export const assetUserParams = {
  assetId: { kind: 'id', required: true, about: 'Asset.' },
  userId: { kind: 'id', required: true, about: 'User.' },
} as const satisfies Params;

export const ticketAssetParams = {
  assetId: { kind: 'id', required: true, about: 'Asset.' },
  ticketId: { kind: 'id', required: true, about: 'Ticket number.' },
} as const satisfies Params;

export const ruleParams = {
  id: { kind: 'id', required: true, about: 'Automation rule.' },
} as const satisfies Params;
