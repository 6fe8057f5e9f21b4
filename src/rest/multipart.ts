import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import { AppError, invalid, tooLarge } from '../core/errors.js';
import { FILES_MAX, tooManyFiles } from '../domain/file/file-rules.js';
import type { FileSource, NewFile } from '../domain/file/file-service.js';
import { sourceOf } from './given.js';

/** Stores a file and answers what the action needs to find it again. */
export type FileSink = (file: FileSource) => Promise<NewFile>;

interface Form {
  readonly contentType: string;
  /** Of all text fields together. */
  readonly fieldBytesMax: number;
  /** Takes the files; without it they are passed over. */
  readonly onFile?: FileSink;
}

const PARTS_MAX = 1000;

/** Reads a multipart body; a part that has a file name is a file, whatever it is called (rest.md § 3.3.2). */
export async function readMultipart(chunks: AsyncIterable<Uint8Array>, form: Form) {
  const pairs: [string, string][] = [];
  const files: Promise<NewFile | undefined>[] = [];
  const parser = openParser(form);
  let refusal: unknown;
  const refuse = (error: unknown) => {
    refusal ??= error;
    parser.destroy();
    return undefined;
  };

  let bytesLeft = form.fieldBytesMax;
  parser.on('field', (name, value, { valueTruncated, nameTruncated }) => {
    bytesLeft -= Buffer.byteLength(value);
    if (valueTruncated || nameTruncated || bytesLeft < 0) refuse(fieldsTooLarge(form.fieldBytesMax));
    // A part without a name has none here either, whatever the type says.
    else if (name) pairs.push([name, value]);
  });
  parser.on('partsLimit', () => refuse(invalid([], `A form must have ${PARTS_MAX} parts at most.`)));
  parser.on('file', (_name, stream, { filename, mimeType }) => {
    stream.on('error', () => refuse(broken()));
    // A sink that gives up must not destroy the stream: that would look like a broken body.
    const bytes = stream.iterator({ destroyOnReturn: false });
    if (!form.onFile || !filename) stream.resume();
    else files.push(form.onFile({ fileName: filename, contentType: mimeType, bytes }).catch(refuse));
  });
  parser.on('filesLimit', () => refuse(tooManyFiles('files')));

  await pipeline(Readable.from(chunks), parser).catch((error: unknown) => {
    refuse(error instanceof AppError ? error : broken());
  });
  const stored = await Promise.all(files);
  if (refusal !== undefined) throw refusal;
  return { fields: sourceOf(pairs), files: stored.filter((file) => file !== undefined) };
}

function openParser({ contentType, fieldBytesMax }: Form): busboy.Busboy {
  try {
    return busboy({
      headers: { 'content-type': contentType },
      defParamCharset: 'utf8',
      limits: { fieldSize: fieldBytesMax, fieldNameSize: 1000, parts: PARTS_MAX, files: FILES_MAX },
    });
  } catch {
    throw broken();
  }
}

function fieldsTooLarge(bytesMax: number): AppError {
  return tooLarge(`The fields of a form must have ${bytesMax} bytes at most.`);
}

function broken(): AppError {
  return invalid([], 'The multipart body is broken or incomplete.');
}
