import type { IncomingMessage, ServerResponse } from 'node:http';
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { AppError } from '../core/errors.js';
import { receiveUploads } from './upload.js';
import { openUploadRequest, type UploadLimits } from './upload-request.js';

interface Server {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

interface UploadOptions extends UploadLimits {
  readonly isGraph: (path: string) => boolean;
}

/** Takes GraphQL multipart requests: reads them from the socket, so that no file is ever in memory as a whole. */
export function useUploads({ isGraph, ...limits }: UploadOptions): Plugin<object, Server> {
  const requests = new WeakMap<IncomingMessage, () => Promise<void>>();
  return {
    onRequest({ request, url, setRequest, fetchAPI }) {
      if (request.method !== 'POST' || !isGraph(url.pathname) || !isMultipart(request)) return;
      // Without the body, to which Yoga would apply the limit for JSON.
      const headers = new Headers(request.headers);
      headers.delete('content-length');
      setRequest(new fetchAPI.Request(request.url, { method: 'POST', headers, signal: request.signal }));
    },
    onRequestParse({ request, url, setRequestParser, serverContext: { req, res } }) {
      if (request.method !== 'POST' || !isGraph(url.pathname) || !isMultipart(request)) return;
      setRequestParser(async () => {
        const uploads = await openUploadRequest(req, res, limits).catch(refuseRequest);
        requests.set(req, receiveUploads(uploads));
        return uploads.params;
      });
    },
    async onResponse({ serverContext }) {
      await requests.get(serverContext.req)?.();
    },
  };
}

/** There is no field yet that could fail, so the request as a whole does. */
function refuseRequest(error: unknown): never {
  if (!(error instanceof AppError)) throw error;
  const status = error.code === 'TOO_LARGE' ? 413 : 400;
  throw new GraphQLError(error.message, { extensions: { code: error.code, http: { status } } });
}

function isMultipart({ headers }: Request): boolean {
  return headers.get('content-type')?.trim().toLowerCase().startsWith('multipart/form-data') ?? false;
}
