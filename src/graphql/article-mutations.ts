import {
  createArticleCategory,
  deleteArticleCategory,
  type NewArticleCategory,
  updateArticleCategory,
} from '../domain/article/article-category-service.js';
import { createArticle, deleteArticle, type NewArticle, updateArticle } from '../domain/article/article-service.js';
import { Article, ArticleCategory } from './article.js';
import { idOf, recordMutations } from './record-mutations.js';

recordMutations<NewArticle>({
  node: Article,
  noun: 'an article',
  fields: (t, isNew) => ({
    categoryId: t.id({ required: isNew, description: 'The chapter it stands in.' }),
    subject: t.string({ required: isNew, description: 'The subject, 1 to 800 characters.' }),
    body: t.string({ required: isNew, description: 'Text or HTML.' }),
    forTechsOnly: t.boolean({ description: 'Whether only staff read it.' }),
    tags: t.stringList({ description: 'All of its keywords; new ones are made.' }),
  }),
  readers: { categoryId: idOf('ArticleCategory') },
  create: ['Writes an article of the knowledge base; for staff.', createArticle],
  update: ['Changes an article; for staff.', updateArticle],
  remove: ['Deletes an article with its files; for staff.', deleteArticle],
});

recordMutations<NewArticleCategory>({
  node: ArticleCategory,
  noun: 'a chapter',
  fields: (t, isNew) => ({
    name: t.string({ required: isNew, description: 'The name, unique without regard to case.' }),
    forTechsOnly: t.boolean({ description: 'Whether only staff read it and the articles in it.' }),
    position: t.int({ description: 'Its place in the knowledge base, the smallest first.' }),
  }),
  create: ['Adds a chapter to the knowledge base; for staff.', createArticleCategory],
  update: ['Changes a chapter; for staff.', updateArticleCategory],
  remove: ['Deletes a chapter that has no articles; for staff.', deleteArticleCategory],
});
