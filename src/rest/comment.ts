import { addComment, listComments, updateComment } from '../domain/comment/comment-service.js';
import type { Prisma } from '../generated/prisma/client.js';
import { doing, taking } from './arguments.js';
import { builder } from './builder.js';
import { commentParams, updateCommentParams } from './comment-params.js';
import { ticketId } from './ticket-params.js';

const commentRow = {
  include: {
    author: { select: { username: true, email: true, firstName: true, lastName: true } },
    recipients: { select: { user: { select: { fullName: true } } }, orderBy: { userId: 'asc' } },
  },
} as const satisfies Prisma.CommentDefaultArgs;

type CommentRow = Prisma.CommentGetPayload<typeof commentRow>;

/** Comment of the wire (rest.md § 2.4). */
const Comment = builder.objectRef<CommentRow>('Comment').implement({
  description: 'A reply, an internal note, or an entry of the system.',
  fields: (t) => ({
    CommentID: t.exposeInt('id'),
    IssueID: t.exposeInt('ticketId'),
    UserID: t.exposeInt('authorId', { nullable: true }),
    UserName: t.string({ resolve: ({ author }) => author?.username ?? '' }),
    Email: t.string({ resolve: ({ author }) => author?.email ?? '' }),
    FirstName: t.string({ resolve: ({ author }) => author?.firstName ?? '' }),
    LastName: t.string({ resolve: ({ author }) => author?.lastName ?? '' }),
    IsSystem: t.exposeBoolean('isSystem'),
    CommentDate: t.expose('createdAt', { type: 'Time' }),
    ForTechsOnly: t.exposeBoolean('isInternal'),
    Body: t.exposeString('body'),
    TicketSubject: t.field({ type: 'Nothing', nullable: true, resolve: () => null }),
    Recipients: t.string({ resolve: ({ recipients }) => recipients.map(({ user }) => user.fullName).join(', ') }),
  }),
});

builder.queryField('comments', (t) =>
  t.field({ type: [Comment], ...taking(ticketId, ({ id }, ctx) => listComments(ctx, id, commentRow)) }),
);

builder.mutationFields((t) => ({
  comment: t.int({
    description: 'The number of the ticket, which is what a running system was seen to answer (rest.md § 7, point 1).',
    ...taking(commentParams, async ({ id, body = '', forTechsOnly, isSystem, fromUserId, ...same }, ctx) => {
      const comment = { ...same, body, isInternal: forTechsOnly, isSystem, authorId: fromUserId };
      return (await addComment(ctx, id, comment)).ticketId;
    }),
  }),
  updatecomment: t.field(
    doing(updateCommentParams, ({ id, body, forTechsOnly }, ctx) =>
      updateComment(ctx, id, { body, isInternal: forTechsOnly }),
    ),
  ),
}));
