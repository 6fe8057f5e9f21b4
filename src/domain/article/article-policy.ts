import { isStaff, type Principal } from '../../core/principal.js';
import type { Prisma } from '../../generated/prisma/client.js';

/** The articles a caller can read: what is for staff, or lies in a chapter for staff, is theirs alone. */
export function visibleArticles(who: Principal): Prisma.ArticleWhereInput {
  return isStaff(who) ? {} : { forTechsOnly: false, category: visibleArticleCategories(who) };
}

/** The chapters a caller can read. */
export function visibleArticleCategories(who: Principal): Prisma.ArticleCategoryWhereInput {
  return isStaff(who) ? {} : { forTechsOnly: false };
}

/** The files of articles that a caller can read. */
export function visibleArticleFiles(who: Principal): Prisma.AttachmentWhereInput {
  if (isStaff(who)) return { articleId: { not: null } };
  return { isInternal: false, article: visibleArticles(who) };
}
