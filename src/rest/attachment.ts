import type { Attachment as Row } from '../generated/prisma/client.js';
import { builder } from './builder.js';

/** File of the wire (rest.md § 2.5); a file of the original message has comment 0 (§ 7, point 3). */
export const Attachment = builder.objectRef<Row>('Attachment').implement({
  description: 'A file of a ticket.',
  fields: (t) => ({
    FileName: t.exposeString('fileName'),
    FileData: t.field({ type: 'Nothing', nullable: true, resolve: () => null }),
    FileID: t.exposeInt('id'),
    CommentID: t.int({ resolve: ({ commentId }) => commentId ?? 0 }),
    CommentDate: t.expose('createdAt', { type: 'Time' }),
    FileHash: t.exposeString('sha256', { nullable: true }),
    FileSize: t.exposeInt('size'),
    IssueID: t.int({ resolve: ({ ticketId }) => ticketId ?? 0 }),
    UserID: t.exposeInt('uploadedById'),
    GoogleDriveUrl: t.field({ type: 'Nothing', nullable: true, resolve: () => null }),
    DropboxUrl: t.field({ type: 'Nothing', nullable: true, resolve: () => null }),
    ForTechsOnly: t.exposeBoolean('isInternal'),
    Url: t.string({ resolve: ({ id }, _args, { settings }) => `${settings.publicUrl}/File/Get?id=${id}` }),
  }),
});
