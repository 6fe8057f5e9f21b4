import { createHash } from 'node:crypto';
import { GraphQLError } from 'graphql';
import type { GraphQLParams, Plugin } from 'graphql-yoga';

/** Documents by `sha256:` and the hash of their text in hex: the manifest that code generation makes. */
export type TrustedDocuments = Readonly<Record<string, string>>;

/** Runs the documents of a manifest and no others. Clients name them by hash, or send them in full. */
export function useTrustedDocuments(documents: TrustedDocuments): Plugin {
  const known = new Map(Object.entries(documents));
  return {
    onParams({ params, setParams }) {
      const { documentId, ...others } = params as GraphQLParams & { documentId?: unknown };
      const id = idOf(documentId, params) ?? (params.query ? hashOf(params.query) : null);
      if (id === null) return;
      const query = known.get(id);
      if (query === undefined) throw refusal();
      setParams({ ...others, query });
    },
  };
}

/** As the draft of GraphQL over HTTP names a document, or as Apollo's clients do. */
function idOf(documentId: unknown, { extensions }: GraphQLParams): string | null {
  if (typeof documentId === 'string') return documentId.includes(':') ? documentId : `sha256:${documentId}`;
  const { sha256Hash } = (extensions?.persistedQuery ?? {}) as { sha256Hash?: unknown };
  return typeof sha256Hash === 'string' ? `sha256:${sha256Hash}` : null;
}

function hashOf(query: string): string {
  return `sha256:${createHash('sha256').update(query).digest('hex')}`;
}

function refusal(): GraphQLError {
  return new GraphQLError('This desk runs the documents of its own frontends only.', {
    extensions: { code: 'UNTRUSTED_DOCUMENT', http: { status: 400 } },
  });
}
