import type { Db } from '../../core/context.js';
import { caseKey } from '../../core/text.js';
import type { DemoContent } from './content.js';
import { idsByName, numbered } from './names.js';

const DAY_MS = 86_400_000;

/** Tags of tickets and articles alike. Answers how to find them. */
export async function seedTags(db: Db, { articles, tickets }: DemoContent): Promise<(name: string) => number> {
  const names = [...tickets.topics, ...articles.articles].flatMap(({ tags }) => tags);
  const tags = numbered([...new Set(names)], (name) => ({ name, nameKey: caseKey(name) }));
  await db.tag.createMany({ data: tags });
  return idsByName(tags);
}

/** The knowledge base, written by staff in the first weeks. */
export async function seedArticles(
  db: Db,
  { articles }: DemoContent,
  how: { tagId: (name: string) => number; authorIds: readonly number[]; since: Date },
): Promise<void> {
  const categories = numbered(articles.categories, (text) => ({ ...text, nameKey: caseKey(text.name) }));
  await db.articleCategory.createMany({ data: categories.map((row) => ({ ...row, position: row.id })) });

  const categoryId = idsByName(categories);
  const rows = articles.articles.map(({ category, subject, body, forTechsOnly = false }, index) => {
    const createdAt = new Date(how.since.getTime() + index * 3 * DAY_MS + 10 * 3_600_000);
    const authorId = how.authorIds[index % how.authorIds.length];
    return {
      id: index + 1,
      categoryId: categoryId(category),
      subject,
      body,
      forTechsOnly,
      authorId,
      createdAt,
      updatedAt: createdAt,
    };
  });
  await db.article.createMany({ data: rows });
  await db.articleTag.createMany({
    data: articles.articles.flatMap(({ tags }, index) =>
      tags.map((name) => ({ articleId: index + 1, tagId: how.tagId(name) })),
    ),
  });
}
