import { everything } from '../core/filter-spec.js';
import { isStaff, signedIn } from '../core/principal.js';
import { categoryFilter, categoryOrder, sectionFilter, sectionOrder } from '../domain/category/category-filter.js';
import { visibleCategories } from '../domain/category/category-policy.js';
import { visibleSections } from '../domain/category/section-policy.js';
import { builder } from './builder.js';
import { defineList } from './list.js';
import { nestedList, rootList } from './list-fields.js';
import { Node, recordField } from './node.js';
import { User, UserList } from './user.js';

export const Category = builder.prismaObject('Category', {
  select: { id: true },
  interfaces: [Node],
  description: 'What a ticket is about. Decides who may see, file and work on it.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name.' }),
    nameWithSection: t.string({
      description: 'Section and name, such as `IT \\ Printers`; the name alone without a section.',
      select: { name: true, section: { select: { name: true } } },
      resolve: ({ name, section }) => (section ? `${section.name} \\ ${name}` : name),
    }),
    forTechsOnly: t.exposeBoolean('forTechsOnly', {
      description: 'Only staff see it in lists and file tickets in it.',
    }),
    position: t.exposeInt('position', { description: 'Its place in its section, the smallest first.' }),
    fromAddress: t.string({
      nullable: true,
      description: 'Sender of the mails about its tickets; null for that of the desk, and unless you are staff.',
      select: { fromAddress: true },
      resolve: ({ fromAddress }, _args, ctx) => (isStaff(signedIn(ctx)) ? fromAddress : null),
    }),
    section: t.relation('section', { nullable: true, description: 'The section it belongs to.' }),
    technicians: nestedList(t, UserList, {
      relation: 'technicians',
      through: 'user',
      visible: everything,
      description: 'Who works on its tickets.',
    }),
  }),
});

export const CategoryList = defineList({
  node: Category,
  visible: visibleCategories,
  filter: categoryFilter,
  order: categoryOrder,
});

export const Section = builder.prismaObject('Section', {
  select: { id: true },
  interfaces: [Node],
  description: 'A group of categories.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name, unique without regard to case.' }),
    position: t.exposeInt('position', { description: 'Its place among the sections, the smallest first.' }),
    categories: nestedList(t, CategoryList, {
      relation: 'categories',
      visible: visibleCategories,
      description: 'Its categories.',
    }),
  }),
});

export const SectionList = defineList({
  node: Section,
  visible: visibleSections,
  filter: sectionFilter,
  order: sectionOrder,
});

builder.prismaObjectField(User, 'technicianOf', (t) =>
  nestedList(t, CategoryList, {
    relation: 'technicianOf',
    through: 'category',
    visible: visibleCategories,
    description: 'The categories whose tickets the user works on.',
  }),
);

builder.queryField('category', (t) =>
  recordField(t, CategoryList, 'A category by id; null if there is none that you can see.'),
);

builder.queryField('categories', (t) => rootList(t, CategoryList, 'The categories that you can file tickets in.'));

builder.queryField('sections', (t) => rootList(t, SectionList, 'The groups of categories.'));
