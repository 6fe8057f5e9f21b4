import { everything } from '../core/filter-spec.js';
import { commentFilter, commentOrder, ticketCommentFields } from '../domain/comment/comment-filter.js';
import { visibleComments } from '../domain/comment/comment-policy.js';
import { addComment, type CommentPatch, updateComment } from '../domain/comment/comment-service.js';
import { visibleTickets } from '../domain/ticket/ticket-policy.js';
import { bodyFields } from './body.js';
import { builder } from './builder.js';
import { readId, readOptionalId } from './ids.js';
import { addFilterFields, defineList } from './list.js';
import { nestedList } from './list-fields.js';
import { Node } from './node.js';
import { given, mutationField, set } from './payload.js';
import { selectionFor } from './selection.js';
import { Ticket } from './ticket.js';
import { storeUploads } from './upload.js';
import { UserList } from './user.js';

export const Comment = builder.prismaObject('Comment', {
  select: { id: true },
  interfaces: [Node],
  description: 'A reply, an internal note, or an entry of the system.',
  fields: (t) => ({
    ticket: t.relation('ticket', { description: 'The ticket it is about.' }),
    author: t.relation('author', { nullable: true, description: 'Who wrote it; null for the system itself.' }),
    body: t.string(bodyFields.body),
    bodyHtml: t.string(bodyFields.bodyHtml),
    bodyText: t.string(bodyFields.bodyText),
    isInternal: t.exposeBoolean('isInternal', { description: 'Only staff see it.' }),
    isSystem: t.exposeBoolean('isSystem', { description: 'A log line such as "Ticket closed".' }),
    recipients: nestedList(t, UserList, {
      relation: 'recipients',
      through: 'user',
      visible: everything,
      description: 'Those who were told.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was written.' }),
    editedAt: t.expose('editedAt', { type: 'DateTime', nullable: true, description: 'When it was last edited.' }),
  }),
});

export const CommentList = defineList({
  node: Comment,
  visible: (who) => ({ AND: [{ ticket: visibleTickets(who) }, visibleComments(who)] }),
  filter: commentFilter,
  order: commentOrder,
});

builder.prismaObjectField(Ticket, 'comments', (t) =>
  nestedList(t, CommentList, {
    relation: 'comments',
    visible: visibleComments,
    description: 'The comments that you can see, the oldest first; `last: 3` gives the latest three.',
  }),
);

addFilterFields('Ticket', ticketCommentFields);

mutationField('addComment', {
  description: 'Adds a comment, with all that a reply sets off: status, first response, mail to those concerned.',
  input: (t) => ({
    ticketId: t.id({ required: true, description: 'The ticket.' }),
    body: t.string({ description: 'Text or HTML; may be absent when there are files.' }),
    files: t.field({ type: ['Upload'], description: 'Files that come with it, 20 at most.' }),
    isInternal: t.boolean({ description: 'A note that only staff see; for staff.' }),
    isSystem: t.boolean({ description: 'Show it as an entry of the system; for staff.' }),
    recipientIds: t.idList({ description: 'Tell only these subscribers; all when absent, nobody when empty.' }),
    authorId: t.id({ description: 'Whose comment it is; yours when absent. Others’ is for administrators.' }),
  }),
  payload: {
    comment: { type: Comment, description: 'The new comment.' },
    ticket: { type: Ticket, description: 'The ticket after the reply.' },
  },
  resolve: async (ctx, { ticketId, body, files, isInternal, isSystem, recipientIds, authorId }, info) => {
    const recipients = recipientIds?.map((id, index) => readId('User', id, ['recipientIds', String(index)]));
    const options = given({
      isInternal: isInternal ?? undefined,
      isSystem: isSystem ?? undefined,
      recipientIds: recipients,
      authorId: readOptionalId('User', authorId, 'authorId'),
    });
    const id = readId('Ticket', ticketId, 'ticketId');
    const content = { body: body ?? '', files: await storeUploads(ctx, 'files', files) };
    const shape = selectionFor(ctx, info, { typeName: 'Comment', paths: [['comment']] });
    return { comment: await addComment(ctx, id, { ...content, ...options }, shape), ticket: { id } };
  },
});

mutationField('updateComment', {
  description: 'Edits a comment. Nobody is told.',
  input: (t) => ({
    id: t.id({ required: true, description: 'The comment.' }),
    body: t.string({ description: 'Text or HTML.' }),
    isInternal: t.boolean({ description: 'Whether only staff see it; for staff.' }),
  }),
  payload: { comment: { type: Comment, description: 'The comment after the change.' } },
  resolve: async (ctx, { id, body, isInternal }) => {
    const patch: CommentPatch = given({ body: set('body', body), isInternal: set('isInternal', isInternal) });
    return { comment: await updateComment(ctx, readId('Comment', id), patch) };
  },
});
