import { getOperationAST, type OperationDefinitionNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Desk } from './app.js';
import { createContext } from './context.js';
import type { Context } from './core/context.js';
import type { Cost } from './core/limits.js';
import { executePlan, planOf } from './graphql/execution/execute.js';
import type { OperationPlan } from './graphql/execution/plan.js';
import { schema } from './graphql/schema.js';
import { checkCost, checkVariables } from './graphql/use-document-limits.js';
import { clientAddress } from './server/client-address.js';
import { createExpressLane, type ExpressLane, type GraphRequest, type LaneParts } from './server/express-lane.js';
import { countRootCalls } from './server/root-calls.js';
import { identifyOnce } from './server/use-caller.js';
import { admit } from './server/use-graph-calls.js';
import { nameOperation } from './server/use-operation-names.js';
import { securityHeaders } from './server/use-security-headers.js';
import { startVisit } from './server/use-visit.js';
import type { ServerContext, Visit } from './server/visit.js';

/** An operation that has passed the chain, with what the chain found out about it. */
interface Passed {
  readonly plan: OperationPlan;
  readonly operation: OperationDefinitionNode;
  readonly cost: Cost;
  readonly document: Parameters<typeof countRootCalls>[0];
}

type Lane = ExpressLane<Passed>;

interface ExpressOptions {
  readonly onAnswer: (visit: Visit, status: number) => void;
  readonly chain: (server: ServerContext) => void;
}

/** The express lane of the desk's graph. */
export function createGraphLane(desk: Desk, { onAnswer, chain }: ExpressOptions): Lane {
  const { config, callers } = desk;
  const isHttps = config.publicUrl.startsWith('https:');
  const security = new Map<string, Readonly<Record<string, string>>>();
  const securityOf = (contentType: string) => {
    const known = security.get(contentType) ?? securityHeaders(contentType, isHttps);
    security.set(contentType, known);
    return known;
  };
  return createExpressLane<Passed>({
    path: '/graphql',
    bodyBytesMax: config.bodyBytesMax,
    startVisit: ({ req }) =>
      startVisit({
        givenId: headerOf(req.headers['x-request-id']),
        face: 'GRAPHQL',
        address: clientAddress(req, config.trustProxy),
      }),
    identify: (server, visit) => identifyOnce(callers.identify, server, visit),
    run: (passed, request, server, visit) => run(desk, passed, request, { server, visit }),
    headersOf: (visit, contentType) => ({
      ...securityOf(contentType),
      'content-type': contentType,
      'x-request-id': visit.requestId,
      ...Object.fromEntries(visit.headers),
    }),
    onAnswer,
    chain,
  });
}

interface Call {
  readonly server: ServerContext;
  readonly visit: Visit;
}

const run = async (
  { config, limiter, contextParts }: Desk,
  { plan, operation, cost, document }: Passed,
  { operationName, variables }: GraphRequest,
  { server: { req }, visit }: Call,
): ReturnType<LaneParts<Passed>['run']> => {
  nameOperation(visit, operation);
  const refusal =
    checkVariables(variables) ?? checkCost({ schema, document, operationName, variableValues: variables });
  if (refusal) throw refusal;
  const headers = { get: (name: string) => headerOf(req.headers[name]) };
  const spending = await admit({ limiter, allowedOrigins: config.corsOrigins }, visit, { cost, headers });
  const context = Object.assign(createContext(contextParts, visit), { spending });
  return executePlan(plan, context, variables);
};

function headerOf(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value.join(', ') : value) ?? null;
}

/** Tells answers that were found before the chain, and lets the lane learn from the others. */
export function useExpressLane(learn: Lane['learn']): Plugin<object, ServerContext, Context> {
  const passed = new WeakMap<object, Passed>();
  return {
    onParams({ context, setResult }) {
      const { answer } = context as unknown as ServerContext;
      if (answer) setResult(answer as Parameters<typeof setResult>[0]);
    },
    onExecute({ args, context }) {
      const { document, operationName } = args;
      const operation = getOperationAST(document, operationName);
      const plan = planOf(args);
      const server = visitKey(context);
      if (!operation || !plan || !server) return;
      passed.set(server, { plan, operation, document, cost: countRootCalls(document, operationName) });
    },
    onResponse({ response, serverContext }) {
      const visit = serverContext.visit;
      const operation = visit && passed.get(visit);
      const contentType = response.headers.get('content-type');
      if (!operation || !contentType?.startsWith('application/') || response.status !== 200 || visit.errorCodes) return;
      learn(serverContext, operation, contentType);
    },
  };
}

function visitKey(context: unknown): object | undefined {
  return (context as Partial<ServerContext>).visit;
}
