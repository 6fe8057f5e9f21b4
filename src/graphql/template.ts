import { commentTemplateFilter, commentTemplateOrder } from '../domain/template/template-filter.js';
import { visibleCommentTemplates } from '../domain/template/template-policy.js';
import {
  createCommentTemplate,
  deleteCommentTemplate,
  type NewCommentTemplate,
  updateCommentTemplate,
} from '../domain/template/template-service.js';
import { bodyFields } from './body.js';
import { builder } from './builder.js';
import { defineList } from './list.js';
import { rootList } from './list-fields.js';
import { Node } from './node.js';
import { recordMutations } from './record-mutations.js';

const CommentTemplate = builder.prismaObject('CommentTemplate', {
  select: { id: true },
  interfaces: [Node],
  description: 'A canned answer for staff.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name.' }),
    body: t.string(bodyFields.body),
    bodyHtml: t.string(bodyFields.bodyHtml),
    bodyText: t.string(bodyFields.bodyText),
  }),
});

const CommentTemplateList = defineList({
  node: CommentTemplate,
  visible: visibleCommentTemplates,
  filter: commentTemplateFilter,
  order: commentTemplateOrder,
});

builder.queryField('commentTemplates', (t) =>
  rootList(t, CommentTemplateList, 'The canned answers, by name; none unless you are staff.'),
);

recordMutations<NewCommentTemplate>({
  node: CommentTemplate,
  noun: 'a canned answer',
  fields: (t, isNew) => ({
    name: t.string({ required: isNew, description: 'The name.' }),
    body: t.string({ required: isNew, description: 'Text or HTML.' }),
  }),
  create: ['Adds a canned answer; for staff.', createCommentTemplate],
  update: ['Changes a canned answer; for staff.', updateCommentTemplate],
  remove: ['Deletes a canned answer; comments made from it stay. For staff.', deleteCommentTemplate],
});
