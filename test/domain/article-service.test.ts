import { beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '../../src/core/context.js';
import { signedIn } from '../../src/core/principal.js';
import {
  createArticleCategory,
  deleteArticleCategory,
  listArticleCategories,
  updateArticleCategory,
} from '../../src/domain/article/article-category-service.js';
import { visibleArticleFiles } from '../../src/domain/article/article-policy.js';
import {
  createArticle,
  deleteArticle,
  getArticle,
  listArticles,
  updateArticle,
} from '../../src/domain/article/article-service.js';
import { makeCallers } from '../support/callers.js';
import { testDatabase } from '../support/db.js';
import { makeAttachment } from '../support/factories.js';

const { db, truncate } = await testDatabase();
beforeEach(truncate);

/** A desk with an open and a closed chapter, and an article in each; the open one also has an article for staff. */
async function makeKnowledgeBase() {
  const callers = await makeCallers(db);
  const { technician } = callers;
  const open = await createArticleCategory(technician, { name: 'Network', position: 1 });
  const closed = await createArticleCategory(technician, { name: 'Internals', forTechsOnly: true });
  const write = (categoryId: number, subject: string, forTechsOnly = false) =>
    createArticle(technician, { categoryId, subject, body: 'Text', forTechsOnly });
  return {
    ...callers,
    open,
    closed,
    article: await write(open.id, 'Reset the router'),
    forStaff: await write(open.id, 'Passwords', true),
    inClosed: await write(closed.id, 'Break in'),
  };
}

const subjects = async (ctx: Context, categoryId?: number) =>
  (await listArticles(ctx, { categoryId })).map(({ subject }) => subject);

describe('articles: works', () => {
  it('writes an article with tags, found by id and by slug', async () => {
    const { technician, customer, open } = await makeKnowledgeBase();
    const { id } = await createArticle(technician, {
      categoryId: open.id,
      subject: ' Reset ',
      body: '<b>Do</b><script>x</script>',
      tags: ['router', 'wifi', 'Router'],
    });
    const shape = { include: { tags: { select: { tag: true } } } };
    const article = await getArticle(customer, id, shape);
    expect(article).toMatchObject({
      subject: 'Reset',
      body: '<!--html--><b>Do</b>',
      authorId: signedIn(technician).id,
    });
    expect(article.tags.map(({ tag }) => tag.name)).toEqual(['router', 'wifi']);
    expect(await getArticle(customer, `${id}-anything`, shape)).toEqual(article);
  });

  it('keeps what a patch leaves out and replaces the tags', async () => {
    const { technician, article, closed } = await makeKnowledgeBase();
    await updateArticle(technician, article.id, { tags: ['a', 'b'] });
    const moved = await updateArticle(technician, article.id, { categoryId: closed.id, tags: ['b', 'c'] });
    expect(moved).toMatchObject({ subject: 'Reset the router', body: 'Text', categoryId: closed.id });
    expect(moved.updatedAt.getTime()).toBeGreaterThanOrEqual(article.updatedAt.getTime());
    const tags = await db.articleTag.findMany({ where: { articleId: article.id }, select: { tag: true } });
    expect(tags.map(({ tag }) => tag.name).sort()).toEqual(['b', 'c']);
  });

  it('lists by subject, all or of one category', async () => {
    const { technician, open } = await makeKnowledgeBase();
    expect(await subjects(technician)).toEqual(['Break in', 'Passwords', 'Reset the router']);
    expect(await subjects(technician, open.id)).toEqual(['Passwords', 'Reset the router']);
    expect(await subjects(technician, 2 ** 31)).toEqual([]);
  });

  it('deletes an article, and a category when it is empty', async () => {
    const { technician, inClosed, closed } = await makeKnowledgeBase();
    const inUse = { code: 'CONFLICT', message: 'There are articles in the category. Move or delete them first.' };
    await expect(deleteArticleCategory(technician, closed.id)).rejects.toMatchObject(inUse);
    await makeAttachment(db, { articleId: inClosed.id, storageKey: 'key' });
    await deleteArticle(technician, inClosed.id);
    expect(technician.events).toEqual([{ name: 'files.released', storageKeys: ['key'] }]);
    await deleteArticleCategory(technician, closed.id);
    expect((await listArticleCategories(technician)).map(({ name }) => name)).toEqual(['Network']);
  });
});

describe('articles: refuses', () => {
  it('shows customers nothing that is for staff, in itself or by its category', async () => {
    const { customer, article, forStaff, inClosed, closed } = await makeKnowledgeBase();
    expect(await subjects(customer)).toEqual(['Reset the router']);
    expect(await subjects(customer, closed.id)).toEqual([]);
    expect((await listArticleCategories(customer)).map(({ name }) => name)).toEqual(['Network']);
    expect(await getArticle(customer, article.id)).toMatchObject({ id: article.id });
    for (const { id } of [forStaff, inClosed]) {
      await expect(getArticle(customer, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(getArticle(customer, `${id}-x`)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  it('shows files with their article, internal ones to staff', async () => {
    const { technician, customer, article, inClosed } = await makeKnowledgeBase();
    const shown = await makeAttachment(db, { articleId: article.id });
    const internal = await makeAttachment(db, { articleId: article.id, isInternal: true });
    const hidden = await makeAttachment(db, { articleId: inClosed.id });
    await makeAttachment(db);
    const files = async (ctx: Context) => {
      const rows = await db.attachment.findMany({ where: visibleArticleFiles(signedIn(ctx)), orderBy: { id: 'asc' } });
      return rows.map(({ id }) => id);
    };
    expect(await files(customer)).toEqual([shown.id]);
    expect(await files(technician)).toEqual([shown.id, internal.id, hidden.id]);
  });

  it('leaves writing to staff', async () => {
    const { customer, anonymous, article, open } = await makeKnowledgeBase();
    const { id: categoryId } = open;
    for (const attempt of [
      createArticle(customer, { categoryId, subject: 'x', body: '' }),
      updateArticle(customer, article.id, { subject: 'x' }),
      deleteArticle(customer, article.id),
      createArticleCategory(customer, { name: 'x' }),
      updateArticleCategory(customer, categoryId, { name: 'x' }),
      deleteArticleCategory(customer, categoryId),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    await expect(listArticles(anonymous)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('articles: mistakes', () => {
  it('names the field that is wrong and writes nothing', async () => {
    const { technician, open, article } = await makeKnowledgeBase();
    const good = { categoryId: open.id, subject: 'x', body: '', tags: ['fresh'] };
    for (const [field, value] of [
      ['categoryId', 999],
      ['categoryId', 2 ** 31],
      ['subject', ' '],
      ['subject', 'x'.repeat(801)],
      ['body', 'x\u0000'],
      ['tags', ['']],
    ] as const) {
      const wrong = { code: 'INVALID', field: [field] };
      await expect(createArticle(technician, { ...good, [field]: value })).rejects.toMatchObject(wrong);
      await expect(updateArticle(technician, article.id, { [field]: value })).rejects.toMatchObject(wrong);
    }
    expect(await db.article.count()).toBe(3);
    expect(await db.tag.count()).toBe(0);
  });

  it('lists subjects of the greatest length in any script', async () => {
    const { technician, open } = await makeKnowledgeBase();
    const subject = Array.from({ length: 800 }, (_, index) => String.fromCodePoint(0x4e00 + index * 17)).join('');
    expect(await createArticle(technician, { categoryId: open.id, subject, body: '' })).toMatchObject({ subject });
  });

  it('names the field when the name of a category is taken', async () => {
    const { technician, open } = await makeKnowledgeBase();
    const taken = { code: 'CONFLICT', field: ['name'] };
    await expect(createArticleCategory(technician, { name: 'NETWORK' })).rejects.toMatchObject(taken);
    await expect(updateArticleCategory(technician, open.id, { name: 'internals' })).rejects.toMatchObject(taken);
  });

  it('does not find what is not there', async () => {
    const { technician } = await makeKnowledgeBase();
    await expect(getArticle(technician, 2 ** 31)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(getArticle(technician, 'no-number')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(updateArticle(technician, 999, {})).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(deleteArticle(technician, 999)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(updateArticleCategory(technician, 999, {})).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(deleteArticleCategory(technician, 2 ** 31)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
