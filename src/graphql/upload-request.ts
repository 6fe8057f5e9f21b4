import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable, type Writable } from 'node:stream';
import { processRequest, Upload } from 'graphql-upload-minimal';
import type { GraphQLParams } from 'graphql-yoga';
import { AppError, demand, invalid, tooLarge } from '../core/errors.js';
import { FILES_MAX } from '../domain/file/file-rules.js';

export interface UploadLimits {
  /** Of the fields `operations` and `map` each. */
  readonly bodyBytesMax: number;
  /** Of each file. */
  readonly uploadBytesMax: number;
}

/** A multipart request whose files are still on their way. */
export interface UploadRequest {
  readonly params: GraphQLParams;
  /** The files that the variables name; each arrives only when those before it have been read. */
  readonly uploads: ReadonlySet<Upload>;
  /** Stops reading: what has not arrived fails. */
  close(): void;
}

/** Reads the head of a GraphQL multipart request. Files may only stand in variables. */
export async function openUploadRequest(
  req: IncomingMessage,
  res: ServerResponse,
  { bodyBytesMax, uploadBytesMax }: UploadLimits,
): Promise<UploadRequest> {
  const body = requestBody(req, bodyBytesMax + FILES_MAX * uploadBytesMax);
  try {
    const params = await processRequest(body, res, {
      maxFieldSize: bodyBytesMax,
      // One byte more, so that the storage sees that there is too much; the library only cuts the file off.
      maxFileSize: uploadBytesMax + 1,
      maxFiles: FILES_MAX,
    });
    demand(!Array.isArray(params), invalid([], 'Send one operation, not a list.'));
    const { query, operationName, variables } = params;
    demand(isText(query) && isText(operationName), invalid([], 'query and operationName must be texts.'));
    demand(isVariables(variables), invalid([], 'variables must be an object.'));
    return { params: { query, operationName, variables }, uploads: uploadsIn(variables), close: () => body.destroy() };
  } catch (error) {
    body.destroy();
    throw toAppError(error);
  }
}

/** The mistake of a client behind an error of the library; other errors come back unchanged. */
export function toAppError(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const status = 'status' in error ? error.status : 400;
  if (status === 413) return tooLarge(error.message);
  if (error.message.includes("couldn't find any files or JSON"))
    return invalid([], 'The fields operations and map are missing.');
  return status === 500 ? error : invalid([], error.message.replace(/ \(https:[^)]*\)/, ''));
}

/** What the library needs of a request, with the bytes of the real one. That stays open, so that it can be answered. */
function requestBody(req: IncomingMessage, bytesMax: number): IncomingMessage {
  const body = Readable.from(limited(req, bytesMax), { objectMode: false });
  // The library hears of errors by the closing of the body, and of the parser's first error only.
  body.on('error', ignore);
  const pipe = body.pipe.bind(body);
  body.pipe = <Parser extends NodeJS.WritableStream>(parser: Parser) => {
    (parser as unknown as Writable).on('error', ignore);
    return pipe(parser);
  };
  return Object.assign(body, { headers: req.headers }) as unknown as IncomingMessage;
}

async function* limited(req: IncomingMessage, bytesMax: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of req.iterator({ destroyOnReturn: false })) {
    bytes += chunk.byteLength;
    demand(bytes <= bytesMax, tooLarge(`The body must have ${bytesMax} bytes at most.`));
    yield chunk;
  }
}

/** Without recursion, since the variables may be nested as deeply as a client likes. */
function uploadsIn(variables: unknown): ReadonlySet<Upload> {
  const uploads = new Set<Upload>();
  const open: unknown[] = [variables];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (value instanceof Upload) uploads.add(value);
    else if (isObject(value)) for (const part of Object.values(value)) if (isObject(part)) open.push(part);
  }
  return uploads;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown): value is string | undefined {
  return value === undefined || value === null || typeof value === 'string';
}

function isVariables(value: unknown): value is Record<string, unknown> | undefined {
  return value === undefined || value === null || (isObject(value) && !(value instanceof Upload));
}

function ignore(): void {}
