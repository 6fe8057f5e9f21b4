import type { ExecutionArgs } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { AppError, unauthenticated } from '../core/errors.js';
import type { Cost, Limiter, Spending } from '../core/limits.js';
import { foreignWrite, isForeignWrite } from './cross-site.js';
import { payCalls } from './pay-calls.js';
import { countRootCalls } from './root-calls.js';
import { CHALLENGE } from './use-caller.js';
import { type ServerContext, type Visit, visitOf } from './visit.js';

export interface GraphCallsOptions {
  readonly limiter: Limiter;
  /** Origins whose pages may write. */
  readonly allowedOrigins: readonly string[];
}

const POLICY = 'ratelimit-policy';

type Refusable = {
  readonly args: ExecutionArgs;
  setResultAndStopExecution(result: { errors: AppError[] }): void;
};

/**
 * Decides whether an operation may run at all: introspection is open to everybody, all else needs a login, and every root
 * field is paid for as one call before anything runs. What never runs is free, and told where the caller stands as well.
 */
export function useGraphCalls(options: GraphCallsOptions): Plugin<object, ServerContext> {
  const gate = async ({ args, setResultAndStopExecution }: Refusable) => {
    const refusal = await refusalOf(options, args);
    if (refusal) setResultAndStopExecution({ errors: [refusal] });
  };
  return {
    onExecute: gate as NonNullable<Plugin['onExecute']>,
    onSubscribe: gate as NonNullable<Plugin['onSubscribe']>,
    async onResponse({ request, response, serverContext: { visit } }) {
      if (visit && isUntold(visit, request, response)) await tell(options.limiter, visit, response);
    },
  };
}

function isUntold({ face, headers }: Visit, { method }: Request, response: Response): boolean {
  const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
  return face === 'GRAPHQL' && method !== 'OPTIONS' && !isPage && !headers.has(POLICY);
}

async function tell(limiter: Limiter, visit: Visit, response: Response): Promise<void> {
  try {
    await payCalls(limiter, visit, {});
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
  // The start of the chain has put the headers of the visit into the answer by now.
  for (const [name, value] of visit.headers) response.headers.set(name, value);
}

async function refusalOf(options: GraphCallsOptions, args: ExecutionArgs): Promise<AppError | null> {
  const { document, operationName, variableValues, contextValue } = args;
  // Yoga makes the context of the request's parts, the server's among them.
  const server = contextValue as Partial<ServerContext> & { readonly request: Request };
  const cost = countRootCalls(document, operationName, variableValues);
  try {
    const spending = await admit(options, visitOf(server), { cost, headers: server.request.headers });
    // For `rateLimit`, which tells the client where it stands.
    Object.assign(contextValue as object, { spending });
    return null;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

interface Admission {
  readonly cost: Cost;
  readonly headers: { get(name: string): string | null };
}

/** Pays for an operation that may run; throws for one that may not. */
export async function admit(
  { limiter, allowedOrigins }: GraphCallsOptions,
  visit: Visit,
  { cost, headers }: Admission,
): Promise<Spending> {
  const isFree = !cost.standard && !cost.search;
  if (!isFree && isForeignWrite(headers, true, allowedOrigins)) throw foreignWrite();
  const spending = await payCalls(limiter, visit, cost);
  if (!isFree) demandLogin(visit);
  return spending;
}

function demandLogin(visit: Visit): void {
  if (visit.who) return;
  visit.headers.set('www-authenticate', CHALLENGE);
  throw unauthenticated('Log in first: send your username and password, or a token.');
}
