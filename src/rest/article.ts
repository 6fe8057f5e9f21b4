import type { Context } from '../core/context.js';
import { signedIn } from '../core/principal.js';
import { listArticleCategories } from '../domain/article/article-category-service.js';
import { visibleArticleFiles } from '../domain/article/article-policy.js';
import { articleSlug } from '../domain/article/article-rules.js';
import { createArticle, getArticle, listArticles } from '../domain/article/article-service.js';
import type { ArticleCategory as CategoryRow, Prisma } from '../generated/prisma/client.js';
import { taking } from './arguments.js';
import { Attachment } from './attachment.js';
import { builder, type FieldsOf } from './builder.js';
import { articleParams, createArticleParams, listArticlesParams } from './desk-params.js';
import { Tag } from './tag.js';

/** Loads an article for the wire; of its files those that the caller may see. */
function articleShape(ctx: Context) {
  return {
    include: {
      category: { select: { name: true } },
      tags: { select: { tag: true }, orderBy: { tag: { name: 'asc' } } },
      attachments: { where: visibleArticleFiles(signedIn(ctx)), orderBy: { id: 'asc' } },
    },
  } as const satisfies Prisma.ArticleDefaultArgs;
}

type ArticleRow = Prisma.ArticleGetPayload<ReturnType<typeof articleShape>>;

function summaryFields(t: FieldsOf<ArticleRow>) {
  return {
    ArticleId: t.exposeInt('id'),
    Subject: t.exposeString('subject'),
    ForTechsOnly: t.exposeBoolean('forTechsOnly'),
    CategoryID: t.exposeInt('categoryId'),
    CategoryName: t.string({ resolve: ({ category }) => category.name }),
    TagString: t.string({ nullable: true, resolve: ({ tags }) => tags.map(({ tag }) => tag.name).join(',') || null }),
    Tags: t.field({ type: [Tag], resolve: ({ tags }) => tags.map(({ tag }) => tag) }),
    UrlId: t.string({ resolve: (article) => articleSlug(article) }),
    DateCreated: t.expose('createdAt', { type: 'Time' }),
    LastUpdated: t.expose('updatedAt', { type: 'Time' }),
    Url: t.string({
      resolve: (article, _args, { settings }) => `${settings.publicUrl}/KB/View/${articleSlug(article)}`,
    }),
    Attachments: t.field({ type: [Attachment], resolve: ({ attachments }) => attachments }),
  };
}

const ArticleSummary = builder.objectRef<ArticleRow>('ArticleSummary').implement({
  description: 'An article of the knowledge base in a list.',
  fields: (t) => summaryFields(t),
});

const Article = builder.objectRef<ArticleRow>('Article').implement({
  description: 'An article of the knowledge base.',
  fields: (t) => ({ ...summaryFields(t), Body: t.exposeString('body') }),
});

const ArticleCategory = builder.objectRef<CategoryRow>('ArticleCategory').implement({
  description: 'A chapter of the knowledge base.',
  fields: (t) => ({
    CategoryID: t.exposeInt('id'),
    Name: t.exposeString('name'),
    SectionID: t.field({ type: 'Nothing', nullable: true, resolve: () => null }),
    Section: t.field({ type: 'Nothing', nullable: true, resolve: () => null }),
    NameWithSection: t.exposeString('name'),
    ForTechsOnly: t.exposeBoolean('forTechsOnly'),
    FromAddress: t.field({ type: 'Nothing', nullable: true, resolve: () => null }),
  }),
});

interface KnowledgeBase {
  readonly articles: ArticleRow[];
  readonly categories: CategoryRow[];
}

/** The only list with an envelope (rest.md § 3.6.1). */
const Articles = builder.objectRef<KnowledgeBase>('Articles').implement({
  description: 'The knowledge base.',
  fields: (t) => ({
    Articles: t.field({ type: [ArticleSummary], resolve: ({ articles }) => articles }),
    Categories: t.field({ type: [ArticleCategory], resolve: ({ categories }) => categories }),
  }),
});

builder.queryFields((t) => ({
  Articles: t.field({
    type: Articles,
    ...taking(listArticlesParams, async ({ categoryId }, ctx) => ({
      articles: await listArticles(ctx, { categoryId }, articleShape(ctx)),
      categories: await listArticleCategories(ctx),
    })),
  }),
  Article: t.field({
    type: Article,
    ...taking(articleParams, ({ id }, ctx) => getArticle(ctx, id, articleShape(ctx))),
  }),
}));

builder.mutationField('article', (t) =>
  t.int({ ...taking(createArticleParams, async (values, ctx) => (await createArticle(ctx, values)).id) }),
);
