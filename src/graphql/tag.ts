import { tagFilter, tagOrder } from '../domain/tag/tag-filter.js';
import { visibleTags } from '../domain/ticket/ticket-tag-policy.js';
import { builder } from './builder.js';
import { defineList } from './list.js';
import { rootList } from './list-fields.js';
import { Node } from './node.js';

export const Tag = builder.prismaObject('Tag', {
  select: { id: true },
  interfaces: [Node],
  description: 'A free keyword.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The keyword, unique without regard to case.' }),
  }),
});

export const TagList = defineList({ node: Tag, visible: visibleTags, filter: tagFilter, order: tagOrder });

builder.queryField('tags', (t) => rootList(t, TagList, 'All tags for staff; for others those on tickets they see.'));
