import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandInput,
  type ListMultipartUploadsCommandOutput,
  type MultipartUpload,
  NoSuchKey,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { unavailable } from '../core/errors.js';
import type { ByteRange, PutOptions, Storage, StoredBytes, StoredObject } from '../core/storage.js';
import { takeIn } from './storage-intake.js';

/** Where the bucket is and what opens it. */
export interface BucketAccess {
  /** Null means Amazon's own address for the region. */
  readonly endpoint: string | null;
  readonly bucket: string;
  readonly region: string;
  /** Null means that the machine's own role opens it. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | null;
}

/** Everything lies under it, so that the bucket can hold other things as well. */
const PREFIX = 'files/';

/** The smallest that S3 takes. One part is in memory per upload, and another while it is put together. */
const PART_BYTES = 5 * 1024 * 1024;

const UNREACHABLE = /^(?:E[A-Z_]+|TimeoutError|NetworkingError|SlowDown|ServiceUnavailable|InternalError)$/;

interface Bucket {
  readonly client: S3Client;
  readonly Bucket: string;
}

/** Keeps files in a bucket of any S3-compatible store. */
export function createS3Storage({ endpoint, bucket, region, credentials }: BucketAccess): Storage {
  const client = new S3Client({
    region,
    ...(endpoint !== null && { endpoint, forcePathStyle: true }),
    ...(credentials && { credentials }),
    requestHandler: { connectionTimeout: 3000, socketTimeout: 60_000 },
    // Many compatible stores do not know the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const at: Bucket = { client, Bucket: bucket };
  return {
    put: (source, options) => put(at, source, options),
    open: (storageKey, range) => reachable(() => openStored(at, storageKey, range)),
    remove: async (Key) => void (await reachable(() => client.send(new DeleteObjectCommand({ Bucket: bucket, Key })))),
    list: () => list(at),
    removeUnfinished: (before) => removeUnfinished(at, before),
    check: async () => void (await client.send(new HeadBucketCommand({ Bucket: bucket }))),
  };
}

async function put(
  { client, Bucket }: Bucket,
  source: AsyncIterable<Uint8Array>,
  options: PutOptions,
): Promise<StoredBytes> {
  const intake = takeIn(source, options);
  const id = randomUUID();
  const storageKey = `${PREFIX}${id.slice(0, 2)}/${id}`;
  const Body = Readable.from(intake.bytes);
  const upload = new Upload({
    client,
    params: { Bucket, Key: storageKey, Body },
    partSize: PART_BYTES,
    queueSize: 1,
  });
  try {
    await reachable(() => upload.done());
  } catch (error) {
    // Giving up the parts may fail as well; what went wrong first says more.
    throw intake.failure() ?? error;
  } finally {
    Body.destroy();
  }
  return { ...(await intake.measured()), storageKey, storedAt: new Date() };
}

async function openStored({ client, Bucket }: Bucket, Key: string, range?: ByteRange): Promise<Readable | null> {
  const Range = range && `bytes=${range.first}-${range.last}`;
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, Range }));
    // In Node the client always answers a stream of Node's.
    return Body as Readable;
  } catch (error) {
    if (error instanceof NoSuchKey) return null;
    throw error;
  }
}

async function* list({ client, Bucket }: Bucket): AsyncGenerator<StoredObject> {
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix: PREFIX })) {
    for (const { Key, LastModified } of Contents) {
      if (Key && LastModified) yield { storageKey: Key, storedAt: LastModified };
    }
  }
}

async function removeUnfinished(at: Bucket, before: Date): Promise<number> {
  let count = 0;
  for await (const { Key, UploadId, Initiated } of unfinishedUploads(at)) {
    if (!Initiated || Initiated >= before) continue;
    await at.client.send(new AbortMultipartUploadCommand({ Bucket: at.Bucket, Key, UploadId }));
    count += 1;
  }
  return count;
}

async function* unfinishedUploads({ client, Bucket }: Bucket): AsyncGenerator<MultipartUpload> {
  let page: ListMultipartUploadsCommandOutput | undefined;
  do {
    const marker: Partial<ListMultipartUploadsCommandInput> = {
      KeyMarker: page?.NextKeyMarker,
      UploadIdMarker: page?.NextUploadIdMarker,
    };
    page = await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: PREFIX, ...marker }));
    yield* page.Uploads ?? [];
  } while (page.IsTruncated);
}

/** A store that is away or overwhelmed is nobody's mistake; a wrong bucket or key is one of the operator, and stays a bug. */
async function reachable<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    throw unavailable('The storage of files is out of reach right now. Try again later.');
  }
}

function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, $metadata } = error as { code?: unknown; $metadata?: { httpStatusCode?: number } };
  return UNREACHABLE.test(error.name) || UNREACHABLE.test(String(code)) || ($metadata?.httpStatusCode ?? 0) >= 500;
}
