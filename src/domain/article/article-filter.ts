import { everything, type FilterField, type FilterSpec } from '../../core/filter-spec.js';
import type { OrderSpec } from '../../core/keyset.js';
import { visibleArticleCategories, visibleArticles } from './article-policy.js';

export const articleFilter: FilterSpec = {
  entity: 'Article',
  fields: {
    subject: { kind: 'text', column: 'subject', description: 'The subject.' },
    body: { kind: 'text', column: 'body', description: 'The text as stored.' },
    forTechsOnly: { kind: 'boolean', column: 'forTechsOnly', description: 'Only staff read it.' },
    createdAt: { kind: 'dateTime', column: 'createdAt', description: 'When it was written.' },
    updatedAt: { kind: 'dateTime', column: 'updatedAt', description: 'When it last changed.' },
    category: {
      kind: 'one',
      relation: 'category',
      entity: 'ArticleCategory',
      visible: visibleArticleCategories,
      description: 'The chapter it stands in.',
    },
    author: {
      kind: 'one',
      relation: 'author',
      entity: 'User',
      isNullable: true,
      visible: everything,
      description: 'Who wrote it.',
    },
    tags: {
      kind: 'many',
      relation: 'tags',
      through: 'tag',
      entity: 'Tag',
      visible: everything,
      description: 'Its keywords.',
    },
  },
};

/** What the filters of chapters and tags say about their articles. */
export const articlesOf = {
  category: { articles: many(undefined, 'The articles in it.') },
  tag: { articles: many('article', 'The articles with the tag.') },
} satisfies Record<string, Record<string, FilterField>>;

export const articleOrder: OrderSpec = {
  fields: {
    subject: { path: ['subject'], type: 'text', description: 'The subject.' },
    createdAt: { path: ['createdAt'], type: 'dateTime', description: 'When it was written.' },
    updatedAt: { path: ['updatedAt'], type: 'dateTime', description: 'When it last changed.' },
    category: { path: ['category', 'position'], type: 'integer', description: "The chapter, in the desk's order." },
  },
  standard: [{ field: 'subject', direction: 'ASC' }],
};

export const articleCategoryFilter: FilterSpec = {
  entity: 'ArticleCategory',
  fields: {
    name: { kind: 'text', column: 'name', description: 'The name.' },
    forTechsOnly: { kind: 'boolean', column: 'forTechsOnly', description: 'Only staff read it.' },
  },
};

export const articleCategoryOrder: OrderSpec = {
  fields: {
    position: { path: ['position'], type: 'integer', description: "The desk's own order." },
    name: { path: ['name'], type: 'text', description: 'The name.' },
  },
  standard: [
    { field: 'position', direction: 'ASC' },
    { field: 'name', direction: 'ASC' },
  ],
};

function many(through: string | undefined, description: string): FilterField {
  const field = {
    kind: 'many',
    relation: 'articles',
    entity: 'Article',
    visible: visibleArticles,
    description,
  } as const;
  return { ...field, ...(through && { through }) };
}
