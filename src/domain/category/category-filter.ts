import { everything, type FilterSpec } from '../../core/filter-spec.js';
import type { OrderSpec } from '../../core/keyset.js';

export const categoryFilter: FilterSpec = {
  entity: 'Category',
  fields: {
    name: { kind: 'text', column: 'name', description: 'The name.' },
    forTechsOnly: { kind: 'boolean', column: 'forTechsOnly', description: 'Only staff file tickets in it.' },
    section: {
      kind: 'one',
      relation: 'section',
      entity: 'Section',
      isNullable: true,
      visible: everything,
      description: 'The section it belongs to.',
    },
  },
};

export const categoryOrder: OrderSpec = {
  fields: {
    position: { path: ['position'], type: 'integer', description: "The desk's own order." },
    name: { path: ['name'], type: 'text', description: 'The name.' },
    section: {
      path: ['section', 'position'],
      type: 'integer',
      isNull: { sectionId: null },
      description: "The section, in the desk's order.",
    },
  },
  standard: [
    { field: 'section', direction: 'ASC' },
    { field: 'position', direction: 'ASC' },
    { field: 'name', direction: 'ASC' },
  ],
};

export const sectionFilter: FilterSpec = {
  entity: 'Section',
  fields: {
    name: { kind: 'text', column: 'name', description: 'The name.' },
  },
};

export const sectionOrder: OrderSpec = {
  fields: {
    position: { path: ['position'], type: 'integer', description: "The desk's own order." },
    name: { path: ['name'], type: 'text', description: 'The name.' },
  },
  standard: [
    { field: 'position', direction: 'ASC' },
    { field: 'name', direction: 'ASC' },
  ],
};
