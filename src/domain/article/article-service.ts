import { checkName, checkText, isId } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { demand, invalid, notFound } from '../../core/errors.js';
import { documentBody } from '../../core/html.js';
import { signedIn, staffOnly } from '../../core/principal.js';
import type { Article, Prisma } from '../../generated/prisma/client.js';
import { releaseFiles } from '../file/file-release.js';
import { findOrCreateTags } from '../tag/tag-service.js';
import { visibleArticles } from './article-policy.js';
import { articleIdOf } from './article-rules.js';

export interface NewArticle {
  readonly categoryId: number;
  readonly subject: string;
  /** Text, HTML or BBCode; may be empty. */
  readonly body: string;
  /** Only staff read it. */
  readonly forTechsOnly?: boolean;
  readonly tags?: readonly string[];
}

/** Absent keeps, a value sets; `tags` replaces all tags. */
export type ArticlePatch = Partial<NewArticle>;

/** Longer ones would not fit into the index that lists articles. */
const SUBJECT_LENGTH_MAX = 800;

/** An article the caller can read, by its id or by a slug such as `3-reset-the-router`. */
export async function getArticle<Shape extends Prisma.ArticleDefaultArgs>(
  ctx: Context,
  idOrSlug: number | string,
  shape?: Shape,
) {
  const who = signedIn(ctx);
  const id = typeof idOrSlug === 'string' ? articleIdOf(idOrSlug) : idOrSlug;
  const article =
    id !== null && isId(id)
      ? await ctx.db.article.findFirst({ ...shape, where: { AND: [{ id }, visibleArticles(who)] } })
      : null;
  demand(article, notFound('Article'));
  // The row has the asked-for shape; Prisma cannot infer it through a spread type parameter.
  return article as Prisma.ArticleGetPayload<Shape>;
}

/** The articles the caller can read, of one category or of all, by subject. */
export async function listArticles<Shape extends Prisma.ArticleDefaultArgs>(
  ctx: Context,
  { categoryId }: { categoryId?: number } = {},
  shape?: Shape,
) {
  const who = signedIn(ctx);
  if (categoryId !== undefined && !isId(categoryId)) return [];
  const articles = await ctx.db.article.findMany({
    ...shape,
    where: { AND: [{ categoryId }, visibleArticles(who)] },
    orderBy: [{ subject: 'asc' }, { id: 'asc' }],
  });
  // As in `getArticle`.
  return articles as Prisma.ArticleGetPayload<Shape>[];
}

/** Writes an article with its tags, new ones included. */
export async function createArticle(ctx: Context, input: NewArticle): Promise<Article> {
  const who = staffOnly(ctx, 'write articles');
  const { categoryId, forTechsOnly = false, tags = [] } = input;
  const columns = { categoryId, forTechsOnly, subject: readSubject(input.subject), body: readBody(input.body) };

  return ctx.inTransaction(async (tx) => {
    await demandCategory(tx, categoryId);
    const now = tx.now();
    const data = { ...columns, authorId: who.id, createdAt: now, updatedAt: now };
    const article = await tx.db.article.create({ data });
    await setTags(tx, article.id, tags);
    return article;
  });
}

/** Changes an article. */
export async function updateArticle(ctx: Context, id: number, patch: ArticlePatch): Promise<Article> {
  staffOnly(ctx, 'change articles');
  const { categoryId, forTechsOnly, subject, body, tags } = patch;
  const columns = {
    categoryId,
    forTechsOnly,
    subject: subject === undefined ? undefined : readSubject(subject),
    body: body === undefined ? undefined : readBody(body),
  };

  return ctx.inTransaction(async (tx) => {
    await getArticle(tx, id);
    if (categoryId !== undefined) await demandCategory(tx, categoryId);
    const article = await tx.db.article.update({ where: { id }, data: { ...columns, updatedAt: tx.now() } });
    if (tags !== undefined) await setTags(tx, id, tags);
    return article;
  });
}

/** Deletes an article with its files. */
export async function deleteArticle(ctx: Context, id: number): Promise<Article> {
  staffOnly(ctx, 'delete articles');

  return ctx.inTransaction(async (tx) => {
    await getArticle(tx, id);
    await releaseFiles(tx, { articleId: id });
    return tx.db.article.delete({ where: { id } });
  });
}

async function setTags(tx: Context, articleId: number, names: readonly string[]): Promise<void> {
  const tagIds = (await findOrCreateTags(tx, names)).map(({ id }) => id);
  await tx.db.articleTag.deleteMany({ where: { articleId, tagId: { notIn: tagIds } } });
  await tx.db.articleTag.createMany({ data: tagIds.map((tagId) => ({ articleId, tagId })), skipDuplicates: true });
}

async function demandCategory(tx: Context, id: number): Promise<void> {
  const exists = isId(id) && (await tx.db.articleCategory.count({ where: { id } })) === 1;
  demand(exists, invalid('categoryId', 'There is no such article category.'));
}

function readSubject(subject: string): string {
  return checkName('subject', subject, SUBJECT_LENGTH_MAX);
}

function readBody(body: string): string {
  return documentBody(checkText('body', body));
}
