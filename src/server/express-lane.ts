import type { IncomingMessage, ServerResponse } from 'node:http';
import { createCache } from '../core/cache.js';
import type { ServerContext, Visit } from './visit.js';

/** What a client sends to run an operation. */
export interface GraphRequest {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The outcome of an operation; a failure stands for the errors of the whole answer. */
export interface GraphAnswer {
  readonly data?: unknown;
  readonly errors?: readonly unknown[];
}

/** What the lane is put together from. `Operation` is one that has passed the whole chain before. */
export interface LaneParts<Operation> {
  readonly path: string;
  readonly bodyBytesMax: number;
  startVisit(server: ServerContext): Visit;
  /** Finds out who calls; rejects for wrong credentials. */
  identify(server: ServerContext, visit: Visit): Promise<unknown>;
  /** Checks, pays for and runs an operation. Throws what is wrong with the whole request. */
  run(operation: Operation, request: GraphRequest, server: ServerContext, visit: Visit): Promise<GraphAnswer>;
  /** All headers of the answer, the visit's among them: names and values in turns. */
  headersOf(visit: Visit, contentType: string): readonly string[];
  onAnswer(visit: Visit, status: number): void;
  /** The whole chain. Takes over a body, a visit and an answer where the server context has them. */
  chain(server: ServerContext): void;
}

/** A short way for GraphQL requests whose like have been through the chain before. */
export interface ExpressLane<Operation> {
  /** Whether the request is of the kind that the lane can take. */
  accepts(req: IncomingMessage): boolean;
  take(req: IncomingMessage, res: ServerResponse): void;
  /** Remembers an operation that the chain has run without an error, and how it was answered. */
  learn(server: ServerContext, operation: Operation, contentType: string): void;
}

interface Known<Operation> {
  readonly operation: Operation;
  readonly contentType: string;
}

const OPERATIONS_MAX = 1000;

/** Longer documents always go through the chain, so that what is remembered stays small. */
const QUERY_LENGTH_MAX = 10_000;

/**
 * Yoga and its web `Request` and `Response` cost more than most operations. What they decide for a document (that it is
 * well-formed, valid and within the limits, and the type of the answer) is remembered; who calls, what it costs and
 * what comes of it is found out anew each time, by the same functions as in the chain. Whatever is unusual, new or wrong
 * goes through the chain.
 */
export function createExpressLane<Operation>(parts: LaneParts<Operation>): ExpressLane<Operation> {
  const known = createCache<Known<Operation>>({ entriesMax: OPERATIONS_MAX, now: () => 0 });
  return {
    accepts: (req) => isPlain(req, parts),
    take(req, res) {
      const server: ServerContext = { req, res };
      readText(req, (text) => {
        Object.assign(req, { body: text });
        const request = readRequest(text);
        const key = request && keyOf(req, request);
        const entry = key ? known.get(key) : undefined;
        if (key) server.lane = { key };
        if (request && entry) void serve(parts, entry, request, server);
        else parts.chain(server);
      });
    },
    learn({ lane }, operation, contentType) {
      if (lane) known.set(lane.key, { operation, contentType }, 1);
    },
  };
}

async function serve<Operation>(
  parts: LaneParts<Operation>,
  { operation, contentType }: Known<Operation>,
  request: GraphRequest,
  server: ServerContext,
): Promise<void> {
  const visit = parts.startVisit(server);
  server.visit = visit;
  const answer = await parts
    .identify(server, visit)
    .then(() => parts.run(operation, request, server, visit))
    .catch((error: unknown): GraphAnswer => ({ errors: [error] }));
  if (answer.errors) {
    server.answer = answer;
    parts.chain(server);
    return;
  }

  const text = JSON.stringify(answer);
  const { res } = server;
  if (!res.destroyed) {
    const length = ['content-length', String(Buffer.byteLength(text))];
    res.writeHead(200, [...parts.headersOf(visit, contentType), ...length]).end(text);
  }
  parts.onAnswer(visit, 200);
}

function isPlain<Operation>({ method, url, headers }: IncomingMessage, { path, bodyBytesMax }: LaneParts<Operation>) {
  const bytes = Number(headers['content-length']);
  return (
    method === 'POST' &&
    url === path &&
    bytes > 0 &&
    bytes <= bodyBytesMax &&
    headers['content-encoding'] === undefined &&
    (headers['content-type']?.startsWith('application/json') ?? false)
  );
}

/** A client that leaves before the end gets no answer. */
function readText(req: IncomingMessage, then: (text: string) => void): void {
  const chunks: Buffer[] = [];
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('end', () => then((chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))?.toString() ?? ''));
  req.on('error', () => undefined);
}

/** Null for what is no plain request, such as a batch. */
function readRequest(text: string): GraphRequest | null {
  const body = parse(text);
  if (!isRecord(body) || 'extensions' in body) return null;
  const { query, operationName = null, variables } = body;
  if (typeof query !== 'string' || query.length > QUERY_LENGTH_MAX) return null;
  if (operationName !== null && typeof operationName !== 'string') return null;
  if (variables !== undefined && variables !== null && !isRecord(variables)) return null;
  return { query, operationName, variables: variables ?? {} };
}

function keyOf({ headers }: IncomingMessage, { query, operationName }: GraphRequest): string {
  return `${headers.accept ?? ''}\n${operationName ?? ''}\n${query}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
