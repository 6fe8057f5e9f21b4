import { join } from 'node:path';
import type { Storage } from '../core/storage.js';
import { createDiskStorage } from './storage-disk.js';
import type { BucketAccess } from './storage-s3.js';

interface StorageConfig {
  readonly dataDir: string;
  /** Null keeps files in `DATA_DIR`. */
  readonly s3: BucketAccess | null;
}

/** The storage that the configuration names. The client for S3 is large, so it is only loaded for those who use it. */
export async function openStorage({ dataDir, s3 }: StorageConfig): Promise<Storage> {
  if (s3 === null) return createDiskStorage(join(dataDir, 'files'));
  const { createS3Storage } = await import('./storage-s3.js');
  return createS3Storage(s3);
}
