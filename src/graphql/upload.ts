import { GraphQLError } from 'graphql';
import { Upload } from 'graphql-upload-minimal';
import type { Context } from '../core/context.js';
import { demand, invalid } from '../core/errors.js';
import { FILES_MAX, tooManyFiles } from '../domain/file/file-rules.js';
import { discardFiles, type NewFile, storeFile } from '../domain/file/file-service.js';
import { builder } from './builder.js';
import { toAppError, type UploadRequest } from './upload-request.js';

builder.scalarType('Upload', {
  description:
    'A file, sent with the GraphQL multipart request specification: null in the variables, and a part of the body.',
  serialize: () => {
    throw new GraphQLError('A file cannot be answered.');
  },
  parseValue: (value) => {
    if (value instanceof Upload) return value;
    throw new GraphQLError('Expected a file of a multipart request.');
  },
});

/** The files of one request: stored when the first of them is asked for, and removed at the end if no action took them. */
interface Intake {
  take(ctx: Context, upload: Upload): Promise<NewFile>;
  finish(): Promise<void>;
}

const intakes = new WeakMap<Upload, Intake>();

/** Stores the files of an input. Nothing is read from a request before its operation is valid, paid for and running. */
export async function storeUploads(
  ctx: Context,
  field: string,
  uploads: readonly Upload[] | null | undefined,
): Promise<NewFile[]> {
  if (!uploads?.length) return [];
  demand(uploads.length <= FILES_MAX, tooManyFiles(field));
  return Promise.all(
    uploads.map((upload) => {
      const intake = intakes.get(upload);
      demand(intake, invalid(field, 'The file does not belong to this request.'));
      return intake.take(ctx, upload);
    }),
  );
}

/** Makes the files of a request known to `storeUploads`; answers what must be called once the request is answered. */
export function receiveUploads({ uploads, close }: UploadRequest): () => Promise<void> {
  const intake = createIntake(uploads, close);
  for (const upload of uploads) intakes.set(upload, intake);
  return intake.finish;
}

/**
 * Files arrive one after the other, perhaps not in the order in which mutations ask for them. So all of them are stored
 * as they come, as soon as the first is asked for: waiting for the right one could be waiting for ever.
 */
function createIntake(uploads: ReadonlySet<Upload>, close: () => void): Intake {
  const files = new Map<Upload, Promise<NewFile>>();
  let storing: Context | null = null;

  function storeAll(ctx: Context): void {
    storing = ctx;
    for (const upload of uploads) {
      const file = storeArrived(ctx, upload);
      file.catch(() => {});
      files.set(upload, file);
    }
  }
  return {
    take(ctx, upload) {
      if (storing === null) storeAll(ctx);
      return files.get(upload) ?? Promise.reject(invalid([], 'The file is missing in the request.'));
    },
    async finish() {
      close();
      const settled = await Promise.allSettled(files.values());
      const stored = settled.flatMap((file) => (file.status === 'fulfilled' ? [file.value] : []));
      if (storing !== null) await discardFiles(storing, stored);
    },
  };
}

async function storeArrived(ctx: Context, upload: Upload): Promise<NewFile> {
  const { filename, mimetype, createReadStream } = await readable(() => upload.promise);
  const stream = await readable(async () => createReadStream());
  try {
    const bytes = unbroken(stream.iterator({ destroyOnReturn: false }));
    return await storeFile(ctx, { fileName: filename ?? '', contentType: mimetype, bytes });
  } finally {
    // The parser waits for ever for the end of a part that nobody reads.
    stream.resume();
  }
}

async function* unbroken(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch {
    throw invalid([], 'The upload broke off before the file was complete.');
  }
}

async function readable<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw toAppError(error);
  }
}
