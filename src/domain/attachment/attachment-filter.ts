import { everything, type FilterField, type FilterSpec } from '../../core/filter-spec.js';
import type { OrderSpec } from '../../core/keyset.js';
import { visibleTicketFiles } from './attachment-policy.js';

export const attachmentFilter: FilterSpec = {
  entity: 'Attachment',
  fields: {
    fileName: { kind: 'text', column: 'fileName', description: 'Name of the file.' },
    contentType: { kind: 'text', column: 'contentType', description: 'Media type, such as `image/png`.' },
    size: { kind: 'integer', column: 'size', description: 'Bytes.' },
    isInternal: { kind: 'boolean', column: 'isInternal', description: 'Only staff see it.' },
    createdAt: { kind: 'dateTime', column: 'createdAt', description: 'When it was uploaded.' },
    uploadedBy: {
      kind: 'one',
      relation: 'uploadedBy',
      entity: 'User',
      visible: everything,
      description: 'Who uploaded it.',
    },
  },
};

/** What the filters of tickets and comments say about their files. */
export const attachmentFields: Readonly<Record<string, FilterField>> = {
  attachments: {
    kind: 'many',
    relation: 'attachments',
    entity: 'Attachment',
    visible: visibleTicketFiles,
    description: 'The files on it.',
  },
};

export const attachmentOrder: OrderSpec = {
  fields: {
    createdAt: { path: ['createdAt'], type: 'dateTime', description: 'When it was uploaded.' },
    fileName: { path: ['fileName'], type: 'text', description: 'Name of the file.' },
    size: { path: ['size'], type: 'integer', description: 'Bytes.' },
  },
  standard: [{ field: 'createdAt', direction: 'ASC' }],
};
