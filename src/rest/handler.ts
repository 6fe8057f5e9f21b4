import type { Context } from '../core/context.js';
import { type AppError, demand, notFound, unauthenticated } from '../core/errors.js';
import type { Budget } from '../core/limits.js';
import { discardFiles, type NewFile, storeFile } from '../domain/file/file-service.js';
import type { BodyLimits, BodyStream } from './body.js';
import { causeOf, INTERNAL, methodNotAllowed, type Problem, problemOf, problemReply } from './errors.js';
import { sendFile } from './files.js';
import { listHeaders } from './list-headers.js';
import type { FileSink } from './multipart.js';
import { openApiText } from './openapi.js';
import { emptyReply, headReply, jsonReply, optionsReply, type Reply, readReply } from './reply.js';
import { isRestUrl, type RestRequest, readCall, readTarget, type Target } from './request.js';
import { allowedMethods, findRoute, isWrite, routesOf } from './route-lookup.js';
import { type Route, routes } from './routes.js';
import { legacySchema } from './schema.js';
import { createSofaRunner } from './sofa.js';

/** What the chain in front of the face does for it. */
export interface RestHooks extends BodyLimits {
  /** The body, also of a GET; null when there is none. */
  readonly body: BodyStream | null;
  /** Learns what is called, for the log. */
  onAction(action: string): void;
  /** Pays for the call; throws RATE_LIMITED. */
  spend(budget: Budget): Promise<unknown>;
  /** Throws when a page of another site asks for a change. */
  refuseForeignWrite(): void;
  /** What a failure other than a refusal can be told as, such as a database out of reach; null for bugs. */
  explain(error: unknown): AppError | null;
  onBug(error: unknown): void;
  /** Breaks off an answer that has begun and cannot be completed. */
  cut(): void;
}

const DOCUMENT = 'openapi.json';

const runRoute = createSofaRunner(
  legacySchema,
  routes.filter(({ reply }) => reply !== 'file'),
);

/** Answers a request to the REST face. Never throws. */
export async function handleRest(request: RestRequest, ctx: Context, hooks: RestHooks): Promise<Reply> {
  try {
    return await answer(request, ctx, hooks);
  } catch (error) {
    return problemReply(explainedProblem(causeOf(error), hooks), request.headers.get('accept'), ctx.requestId);
  }
}

function explainedProblem(error: unknown, { explain, onBug }: RestHooks): Problem {
  const problem = problemOf(error) ?? problemOf(explain(error));
  if (problem) return problem;
  onBug(error);
  return INTERNAL;
}

async function answer(request: RestRequest, ctx: Context, hooks: RestHooks): Promise<Reply> {
  const target = readTarget(request.url);
  const candidates = target ? routesOf(target.action) : [];
  if (target?.action === DOCUMENT && isRead(request.method)) return describe(request, hooks);
  if (request.method === 'OPTIONS' && candidates.length > 0) return optionsReply(allowedMethods(candidates));

  const route = findRoute(candidates, request.method);
  await hooks.spend(route?.limit ?? 'standard');
  demand(target && candidates.length > 0, notFound('Action'));
  if (!route) {
    const problem = methodNotAllowed(allowedMethods(candidates));
    return problemReply(problem, request.headers.get('accept'), ctx.requestId);
  }

  hooks.onAction(route.action);
  demand(ctx.who, unauthenticated('Log in first: send your username and password, or a token.'));
  if (isWrite(route)) hooks.refuseForeignWrite();
  const response = await run(route, target, { request, ctx, hooks });
  return request.method === 'HEAD' ? headReply(response) : response;
}

/** Everybody may read the description of the face, as it says nothing about the desk. */
async function describe(request: RestRequest, hooks: RestHooks): Promise<Reply> {
  await hooks.spend('standard');
  hooks.onAction(DOCUMENT);
  const response = readReply(openApiText(), request.headers);
  return request.method === 'HEAD' ? headReply(response) : response;
}

/** Whether an address is that of a route that answers a text. */
export function isShortCall(url: string): boolean {
  if (!isRestUrl(url)) return false;
  const target = readableTarget(url);
  const candidates = target ? routesOf(target.action) : [];
  return candidates.length > 0 && candidates.every(({ reply }) => reply !== 'file');
}

/** Undefined also for what is not well-formed. */
function readableTarget(url: string): Target | undefined {
  try {
    return readTarget(url);
  } catch {
    return undefined;
  }
}

function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

interface Visit {
  readonly request: RestRequest;
  readonly ctx: Context;
  readonly hooks: RestHooks;
}

async function run(route: Route, target: Target, { request, ctx, hooks }: Visit): Promise<Reply> {
  const stored: NewFile[] = [];
  try {
    const { body: stream, bodyBytesMax, uploadBytesMax } = hooks;
    const onFile = takesFiles(route) ? keepFiles(ctx, stored) : undefined;
    const input = { headers: request.headers, stream, bodyBytesMax, uploadBytesMax, onFile };
    const values = await readCall(target, route.params, input, isWrite(route));
    if (route.reply === 'file')
      return await sendFile(request, ctx, { id: Number(values.id), onBreak: breakOff(hooks) });
    const { text, rows, total } = await runRoute(route, ctx, values);
    if (route.reply === 'empty') return emptyReply();
    const headers = rows === undefined ? {} : await listHeaders(ctx, route.action, { request, values, rows, total });
    const isKept = isRead(request.method) && !isWrite(route);
    return isKept ? readReply(text, request.headers, headers) : jsonReply(text, headers);
  } finally {
    if (stored.length > 0) await discardFiles(ctx, stored);
  }
}

function breakOff({ onBug, cut }: RestHooks) {
  return (error: unknown) => {
    onBug(error);
    cut();
  };
}

function takesFiles({ params }: Route): boolean {
  return Object.values(params).some(({ kind }) => kind === 'files');
}

/** Stores files as they come in, before it is known whether the call will succeed. */
function keepFiles(ctx: Context, stored: NewFile[]): FileSink {
  return async (file) => {
    const kept = await storeFile(ctx, file);
    stored.push(kept);
    return kept;
  };
}
