import { demand, invalid } from '../core/errors.js';
import { attachFiles, deleteAttachment } from '../domain/attachment/attachment-service.js';
import { attachArticleFiles, attachAssetFiles } from '../domain/attachment/record-files.js';
import { Attachment } from './attachment.js';
import { encodeId, readId } from './ids.js';
import { mutationField } from './payload.js';
import { Ticket } from './ticket.js';
import { storeUploads } from './upload.js';

mutationField('attachFiles', {
  description:
    'Attaches files to a ticket, an article or an asset. On a ticket they come on a comment without text; nothing is reopened and nobody gets mail.',
  input: (t) => ({
    ticketId: t.id({ description: 'The ticket. Give exactly one of ticket, article and asset.' }),
    articleId: t.id({ description: 'The article; for staff.' }),
    assetId: t.id({ description: 'The asset; for staff.' }),
    files: t.field({ type: ['Upload'], required: true, description: 'The files, 1 to 20.' }),
    isInternal: t.boolean({ description: 'Only staff see them; for staff, and for files of tickets.' }),
  }),
  payload: {
    attachments: { type: Attachment, isList: true, description: 'The new files, in the order given.' },
    ticket: { type: Ticket, description: 'The ticket with its files; null for files of articles and assets.' },
  },
  resolve: async (ctx, { ticketId, articleId, assetId, files, isInternal }) => {
    const owners = [ticketId, articleId, assetId].filter((id) => id !== null && id !== undefined);
    demand(owners.length === 1, invalid('ticketId', 'Give exactly one of ticketId, articleId and assetId.'));
    const stored = await storeUploads(ctx, 'files', files);
    if (articleId) {
      const attachments = await attachArticleFiles(ctx, readId('Article', articleId, 'articleId'), stored);
      return { attachments, ticket: null };
    }
    if (assetId) {
      const attachments = await attachAssetFiles(ctx, readId('Asset', assetId, 'assetId'), stored);
      return { attachments, ticket: null };
    }
    const id = readId('Ticket', ticketId, 'ticketId');
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
