import { attachFiles, deleteAttachment, listAttachments } from '../domain/attachment/attachment-service.js';
import { doing, taking } from './arguments.js';
import { Attachment } from './attachment.js';
import { builder } from './builder.js';
import { attachFileParams, attachmentsParams, fileParams } from './desk-params.js';

builder.queryField('Attachments', (t) =>
  t.field({
    type: [Attachment],
    ...taking(attachmentsParams, async ({ id, commentId }, ctx) => {
      const files = await listAttachments(ctx, id);
      return commentId === undefined ? files : files.filter((file) => file.commentId === commentId);
    }),
  }),
);

builder.mutationFields((t) => ({
  AttachFile: t.field(doing(attachFileParams, ({ id, files = [] }, ctx) => attachFiles(ctx, id, { files }))),
  DeleteFile: t.field(doing(fileParams, ({ id }, ctx) => deleteAttachment(ctx, id))),
}));
