import { demand, invalid } from '../core/errors.js';
import { everything } from '../core/filter-spec.js';
import {
  articleCategoryFilter,
  articleCategoryOrder,
  articleFilter,
  articleOrder,
  articlesOf,
} from '../domain/article/article-filter.js';
import { visibleArticleCategories, visibleArticleFiles, visibleArticles } from '../domain/article/article-policy.js';
import { articleIdOf, articleSlug } from '../domain/article/article-rules.js';
import { Attachment, AttachmentList } from './attachment.js';
import { bodyFields } from './body.js';
import { builder } from './builder.js';
import { readId } from './ids.js';
import { addFilterFields, defineList } from './list.js';
import { nestedList, rootList } from './list-fields.js';
import { findRecord, Node } from './node.js';
import { TagList } from './tag.js';

export const Article = builder.prismaObject('Article', {
  select: { id: true },
  interfaces: [Node],
  description: 'An article of the knowledge base.',
  fields: (t) => ({
    subject: t.exposeString('subject', { description: 'The subject.' }),
    body: t.string(bodyFields.body),
    bodyHtml: t.string(bodyFields.bodyHtml),
    bodyText: t.string(bodyFields.bodyText),
    category: t.relation('category', { description: 'The chapter it stands in.' }),
    forTechsOnly: t.exposeBoolean('forTechsOnly', { description: 'Only staff read it.' }),
    slug: t.string({
      description: 'The part of its address that names it, such as `3-reset-the-router`; only the number counts.',
      select: { subject: true },
      resolve: (article) => articleSlug(article),
    }),
    url: t.field({
      type: 'URL',
      description: 'The address of the article.',
      select: { subject: true },
      resolve: (article, _args, { settings }) => `${settings.publicUrl}/KB/View/${articleSlug(article)}`,
    }),
    author: t.relation('author', { nullable: true, description: 'Who wrote it; null when the account is gone.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was written.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it last changed.' }),
    tags: nestedList(t, TagList, {
      relation: 'tags',
      through: 'tag',
      visible: everything,
      description: 'Its keywords.',
    }),
    attachments: nestedList(t, AttachmentList, {
      relation: 'attachments',
      visible: visibleArticleFiles,
      description: 'Its files that you can see.',
    }),
  }),
});

export const ArticleList = defineList({
  node: Article,
  visible: visibleArticles,
  filter: articleFilter,
  order: articleOrder,
});

export const ArticleCategory = builder.prismaObject('ArticleCategory', {
  select: { id: true },
  interfaces: [Node],
  description: 'A chapter of the knowledge base.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name, unique without regard to case.' }),
    forTechsOnly: t.exposeBoolean('forTechsOnly', { description: 'Only staff read it and the articles in it.' }),
    position: t.exposeInt('position', { description: 'Its place in the knowledge base, the smallest first.' }),
    articles: nestedList(t, ArticleList, {
      relation: 'articles',
      visible: visibleArticles,
      description: 'The articles in it that you can read.',
    }),
  }),
});

export const ArticleCategoryList = defineList({
  node: ArticleCategory,
  visible: visibleArticleCategories,
  filter: articleCategoryFilter,
  order: articleCategoryOrder,
});

builder.prismaObjectField('Tag', 'articles', (t) =>
  nestedList(t, ArticleList, {
    relation: 'articles',
    through: 'article',
    visible: visibleArticles,
    description: 'The articles that have it, as far as you can read them.',
  }),
);

builder.prismaObjectField(Attachment, 'article', (t) =>
  t.relation('article', { nullable: true, description: 'The article it belongs to, if to one.' }),
);

addFilterFields('ArticleCategory', articlesOf.category);
addFilterFields('Tag', articlesOf.tag);

builder.queryField('article', (t) =>
  t.field({
    type: Article,
    nullable: true,
    description: 'An article by id or by slug; null if there is none that you can read.',
    args: {
      id: t.arg.id({ description: 'Opaque id or number.' }),
      slug: t.arg.string({ description: 'Such as `3-reset-the-router`; only the number counts.' }),
    },
    resolve: (_root, { id, slug }, ctx, info) => {
      const isOne = (typeof id === 'string') !== (typeof slug === 'string');
      demand(isOne, invalid('id', 'Give either id or slug.'));
      const databaseId = typeof id === 'string' ? readId('Article', id) : articleIdOf(slug ?? '');
      return findRecord(ctx, ArticleList, databaseId ?? 0, info);
    },
  }),
);

builder.queryField('articles', (t) => rootList(t, ArticleList, 'The articles that you can read, by subject.'));

builder.queryField('articleCategories', (t) =>
  rootList(t, ArticleCategoryList, 'The chapters of the knowledge base that you can read.'),
);
