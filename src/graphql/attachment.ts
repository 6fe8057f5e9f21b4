import { attachmentFields, attachmentFilter, attachmentOrder } from '../domain/attachment/attachment-filter.js';
import { visibleAttachments, visibleTicketFiles } from '../domain/attachment/attachment-policy.js';
import { builder } from './builder.js';
import { Comment } from './comment.js';
import { addFilterFields, defineList } from './list.js';
import { nestedList } from './list-fields.js';
import { Node } from './node.js';
import { Ticket } from './ticket.js';

export const Attachment = builder.prismaObject('Attachment', {
  select: { id: true },
  interfaces: [Node],
  description: 'A file.',
  fields: (t) => ({
    fileName: t.exposeString('fileName', { description: 'Name of the file.' }),
    contentType: t.exposeString('contentType', { description: 'Media type, such as `image/png`.' }),
    size: t.exposeInt('size', { description: 'Bytes.' }),
    sha256: t.exposeString('sha256', { description: 'SHA-256 of the content, in hex.' }),
    url: t.field({
      type: 'URL',
      description: 'Where to download it; with the same credentials as the API.',
      resolve: ({ id }, _args, ctx) => `${ctx.settings.publicUrl}/File/Get/${id}`,
    }),
    isInternal: t.exposeBoolean('isInternal', { description: 'Only staff see it.' }),
    uploadedBy: t.relation('uploadedBy', { description: 'Who uploaded it.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was uploaded.' }),
    ticket: t.relation('ticket', { nullable: true, description: 'The ticket it belongs to, if to one.' }),
    comment: t.relation('comment', { nullable: true, description: 'The comment it came with, if with one.' }),
  }),
});

export const AttachmentList = defineList({
  node: Attachment,
  visible: visibleAttachments,
  filter: attachmentFilter,
  order: attachmentOrder,
});

builder.prismaObjectField(Ticket, 'attachments', (t) =>
  nestedList(t, AttachmentList, {
    relation: 'attachments',
    visible: visibleTicketFiles,
    description: 'Its files that you can see, those of its comments included.',
  }),
);

builder.prismaObjectField(Comment, 'attachments', (t) =>
  nestedList(t, AttachmentList, {
    relation: 'attachments',
    visible: visibleTicketFiles,
    description: 'The files that came with it.',
  }),
);

addFilterFields('Ticket', attachmentFields);
addFilterFields('Comment', attachmentFields);
