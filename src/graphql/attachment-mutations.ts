import { attachFiles, deleteAttachment } from '../domain/attachment/attachment-service.js';
import { Attachment } from './attachment.js';
import { encodeId, readId } from './ids.js';
import { mutationField } from './payload.js';
import { Ticket } from './ticket.js';
import { storeUploads } from './upload.js';

mutationField('attachFiles', {
  description: 'Attaches files to a ticket, on a comment without text. Nothing is reopened and nobody gets mail.',
  input: (t) => ({
    ticketId: t.id({ required: true, description: 'The ticket.' }),
    files: t.field({ type: ['Upload'], required: true, description: 'The files, 1 to 20.' }),
    isInternal: t.boolean({ description: 'Only staff see them; for staff.' }),
  }),
  payload: {
    attachments: { type: Attachment, isList: true, description: 'The new files, in the order given.' },
    ticket: { type: Ticket, description: 'The ticket with its files.' },
  },
  resolve: async (ctx, { ticketId, files, isInternal }) => {
    const id = readId('Ticket', ticketId, 'ticketId');
    const stored = await storeUploads(ctx, 'files', files);
    const attachments = await attachFiles(ctx, id, { files: stored, isInternal: isInternal ?? false });
    return { attachments, ticket: { id } };
  },
});

mutationField('deleteAttachment', {
  description: 'Deletes a file for good. A comment that only carried it goes as well.',
  input: (t) => ({ id: t.id({ required: true, description: 'The file.' }) }),
  payload: {
    deletedId: { type: 'ID', description: 'The id that nothing has any more.' },
    ticket: { type: Ticket, description: 'The ticket without it; null for files of articles and assets.' },
  },
  resolve: async (ctx, { id }) => {
    const file = await deleteAttachment(ctx, readId('Attachment', id));
    return {
      deletedId: encodeId('Attachment', file.id),
      ticket: file.ticketId === null ? null : { id: file.ticketId },
    };
  },
});
