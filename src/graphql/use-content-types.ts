import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/**
 * Refuses forms, which Yoga would take for operations: pages of other sites can send them without asking the browser first.
 * Nobody else sends operations as a form.
 */
export function useContentTypes(isGraph: (path: string) => boolean): Plugin {
  return {
    onRequestParse({ request, url, setRequestParser }) {
      if (request.method !== 'POST' || !isGraph(url.pathname) || !isForm(request)) return;
      setRequestParser(() => {
        const http = { status: 415, headers: { accept: 'application/json, multipart/form-data' } };
        throw new GraphQLError('Send operations as JSON.', { extensions: { code: 'UNSUPPORTED_MEDIA_TYPE', http } });
      });
    },
  };
}

function isForm({ headers }: Request): boolean {
  return headers.get('content-type')?.trim().toLowerCase().startsWith('application/x-www-form-urlencoded') ?? false;
}
