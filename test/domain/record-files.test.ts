import { beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '../../src/core/context.js';
import { createArticleCategory } from '../../src/domain/article/article-category-service.js';
import { createArticle } from '../../src/domain/article/article-service.js';
import { createAsset } from '../../src/domain/asset/asset-write.js';
import { attachArticleFiles, attachAssetFiles } from '../../src/domain/attachment/record-files.js';
import { storeFile } from '../../src/domain/file/file-service.js';
import { makeCallers } from '../support/callers.js';
import { testDatabase } from '../support/db.js';

const { db, truncate } = await testDatabase();
let desk: Awaited<ReturnType<typeof makeCallers>>;

beforeEach(async () => {
  await truncate();
  desk = await makeCallers(db);
});

async function* bytes() {
  yield Buffer.from('How to');
}

const makeFile = (ctx: Context) => storeFile(ctx, { fileName: 'guide.txt', bytes: bytes() });

async function makeArticle(ctx: Context) {
  const { id: categoryId } = await createArticleCategory(ctx, { name: 'Network' });
  return createArticle(ctx, { categoryId, subject: 'Reset the router', body: 'Unplug it.' });
}

describe('files of articles and assets', () => {
  it('works for staff', async () => {
    const { technician } = desk;
    const article = await makeArticle(technician);
    const asset = await createAsset(technician, {
      modelName: 'Box',
      type: 'Router',
      manufacturer: 'Acme',
      supplier: 'Shop',
    });
    expect(await attachArticleFiles(technician, article.id, [await makeFile(technician)])).toMatchObject([
      { fileName: 'guide.txt', size: 6, articleId: article.id, ticketId: null },
    ]);
    expect(await attachAssetFiles(technician, asset.id, [await makeFile(technician)])).toMatchObject([
      { fileName: 'guide.txt', assetId: asset.id },
    ]);
  });

  it('refuses customers', async () => {
    const article = await makeArticle(desk.technician);
    const files = [await makeFile(desk.customer)];
    await expect(attachArticleFiles(desk.customer, article.id, files)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(attachAssetFiles(desk.customer, 1, files)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await db.attachment.count()).toBe(0);
  });

  it('tells about no file and about records that are not there', async () => {
    const { technician } = desk;
    const article = await makeArticle(technician);
    await expect(attachArticleFiles(technician, article.id, [])).rejects.toMatchObject({ code: 'INVALID' });
    const files = [await makeFile(technician)];
    await expect(attachAssetFiles(technician, 999, files)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
