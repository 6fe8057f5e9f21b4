import { checkInteger, isId } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { conflict, demand, notFound } from '../../core/errors.js';
import { demandFreeName, nameColumns } from '../../core/names.js';
import { signedIn, staffOnly } from '../../core/principal.js';
import type { ArticleCategory } from '../../generated/prisma/client.js';
import { visibleArticleCategories } from './article-policy.js';

export interface NewArticleCategory {
  readonly name: string;
  /** Only staff read it and the articles in it. */
  readonly forTechsOnly?: boolean;
  /** Its place in the knowledge base, the smallest first. */
  readonly position?: number;
}

/** Absent keeps, a value sets. */
export type ArticleCategoryPatch = Partial<NewArticleCategory>;

const NAME_LENGTH_MAX = 250;

/** The chapters of the knowledge base that the caller can read, in the desk's order. */
export async function listArticleCategories(ctx: Context): Promise<ArticleCategory[]> {
  return ctx.db.articleCategory.findMany({
    where: visibleArticleCategories(signedIn(ctx)),
    orderBy: [{ position: 'asc' }, { name: 'asc' }, { id: 'asc' }],
  });
}

/** Adds a chapter; CONFLICT when the name is taken. */
export async function createArticleCategory(ctx: Context, input: NewArticleCategory): Promise<ArticleCategory> {
  staffOnly(ctx, 'set up the knowledge base');
  const data = { ...otherColumns(input), ...nameColumns('name', input.name, NAME_LENGTH_MAX) };
  return demandFreeName('article category', ctx.db.articleCategory.create({ data }));
}

/** Changes a chapter; CONFLICT when the new name is taken. */
export async function updateArticleCategory(
  ctx: Context,
  id: number,
  patch: ArticleCategoryPatch,
): Promise<ArticleCategory> {
  staffOnly(ctx, 'set up the knowledge base');
  const names = patch.name === undefined ? {} : nameColumns('name', patch.name, NAME_LENGTH_MAX);
  const data = { ...names, ...otherColumns(patch) };
  await getCategory(ctx, id);
  return demandFreeName('article category', ctx.db.articleCategory.update({ where: { id }, data }));
}

/** Deletes a chapter that has no articles. */
export async function deleteArticleCategory(ctx: Context, id: number): Promise<ArticleCategory> {
  staffOnly(ctx, 'set up the knowledge base');
  const category = await getCategory(ctx, id);
  const { count } = await ctx.db.articleCategory.deleteMany({ where: { id, articles: { none: {} } } });
  demand(count === 1, conflict('There are articles in the category. Move or delete them first.'));
  return category;
}

/** Staff see every chapter. */
async function getCategory(ctx: Context, id: number): Promise<ArticleCategory> {
  const category = isId(id) ? await ctx.db.articleCategory.findUnique({ where: { id } }) : null;
  demand(category, notFound('Article category'));
  return category;
}

function otherColumns({ forTechsOnly, position }: ArticleCategoryPatch) {
  return { forTechsOnly, position: position === undefined ? undefined : checkInteger('position', position, 0) };
}
