import type { Context } from '../../core/context.js';
import { demand, invalid } from '../../core/errors.js';
import { staffOnly } from '../../core/principal.js';
import type { Attachment } from '../../generated/prisma/client.js';
import { getArticle } from '../article/article-service.js';
import { getAsset } from '../asset/asset-service.js';
import { type NewFile, writeFiles } from '../file/file-service.js';

/** Adds files to an article; for staff. */
export async function attachArticleFiles(
  ctx: Context,
  articleId: number,
  files: readonly NewFile[],
): Promise<Attachment[]> {
  staffOnly(ctx, 'attach files to articles');
  demandFiles(files);
  return ctx.inTransaction(async (tx) => {
    const { id } = await getArticle(tx, articleId);
    return writeFiles(tx, { articleId: id }, files);
  });
}

/** Adds files to an asset; for staff. */
export async function attachAssetFiles(
  ctx: Context,
  assetId: number,
  files: readonly NewFile[],
): Promise<Attachment[]> {
  staffOnly(ctx, 'attach files to assets');
  demandFiles(files);
  return ctx.inTransaction(async (tx) => {
    const { id } = await getAsset(tx, assetId);
    return writeFiles(tx, { assetId: id }, files);
  });
}

function demandFiles(files: readonly NewFile[]): void {
  demand(files.length > 0, invalid('files', 'Send one file at least.'));
}
