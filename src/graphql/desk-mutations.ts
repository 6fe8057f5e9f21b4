import { createCategory, deleteCategory, type NewCategory, updateCategory } from '../domain/category/category-admin.js';
import { createSection, deleteSection, type NewSection, updateSection } from '../domain/section/section-service.js';
import {
  createTicketStatus,
  deleteTicketStatus,
  type NewTicketStatus,
  updateTicketStatus,
} from '../domain/status/status-service.js';
import { createTag, deleteTag, renameTag } from '../domain/tag/tag-service.js';
import { Category, Section } from './category.js';
import { readId } from './ids.js';
import { mutationField } from './payload.js';
import { deleteMutation, idOf, recordMutations } from './record-mutations.js';
import { TicketStatus } from './status.js';
import { Tag } from './tag.js';

recordMutations<NewSection>({
  node: Section,
  noun: 'a section',
  fields: (t, isNew) => ({
    name: t.string({ required: isNew, description: 'The name, unique without regard to case.' }),
    position: t.int({ description: 'Its place among the sections, the smallest first.' }),
  }),
  create: ['Adds a group for categories; for administrators.', createSection],
  update: ['Changes a section; for administrators.', updateSection],
  remove: ['Deletes a section. Its categories stay, without one. For administrators.', deleteSection],
});

recordMutations<NewCategory>({
  node: Category,
  noun: 'a category',
  fields: (t, isNew) => ({
    name: t.string({ required: isNew, description: 'The name.' }),
    sectionId: t.id({ description: 'The section it belongs to; null for none.' }),
    forTechsOnly: t.boolean({ description: 'Whether only staff see it in lists and file tickets in it.' }),
    fromAddress: t.string({ description: 'Sender of the mails about its tickets; null for that of the desk.' }),
    position: t.int({ description: 'Its place in its section, the smallest first.' }),
  }),
  readers: { sectionId: idOf('Section') },
  clearable: ['sectionId', 'fromAddress'],
  create: ['Adds a category; for administrators.', createCategory],
  update: ['Changes a category; for administrators.', updateCategory],
  remove: ['Deletes a category that no ticket and no custom field depends on; for administrators.', deleteCategory],
});

recordMutations<NewTicketStatus>({
  node: TicketStatus,
  noun: 'a status',
  fields: (t, isNew) => ({
    name: t.string({ required: isNew, description: 'The name, unique without regard to case.' }),
    color: t.string({ description: 'CSS colour such as `#2e7d32` or `green`, or empty.' }),
    stopsTimer: t.boolean({ description: 'Whether time spent is not counted while a ticket has it.' }),
    forTechsOnly: t.boolean({ description: 'Whether only staff may set it.' }),
    position: t.int({ description: 'Its place among the statuses, the smallest first.' }),
  }),
  create: ["Adds a status of the desk's own, which counts as active; for administrators.", createTicketStatus],
  update: ['Changes a status, also name and colour of a built-in one; for administrators.', updateTicketStatus],
  remove: ["Deletes a status of the desk's own that no ticket has; for administrators.", deleteTicketStatus],
});

mutationField('createTag', {
  description: 'Adds a tag that nothing has yet; for staff.',
  input: (t) => ({ name: t.string({ required: true, description: 'The keyword, unique without regard to case.' }) }),
  payload: { tag: { type: Tag, description: 'The new tag.' } },
  resolve: async (ctx, { name }) => ({ tag: await createTag(ctx, name) }),
});

mutationField('renameTag', {
  description: 'Renames a tag wherever it is used; for staff.',
  input: (t) => ({
    id: t.id({ required: true, description: 'The tag.' }),
    name: t.string({ required: true, description: 'The keyword, unique without regard to case.' }),
  }),
  payload: { tag: { type: Tag, description: 'The tag after the change.' } },
  resolve: async (ctx, { id, name }) => ({ tag: await renameTag(ctx, readId('Tag', id), name) }),
});

deleteMutation(Tag, 'a tag', ['Deletes a tag and takes it off everything that has it; for staff.', deleteTag]);
