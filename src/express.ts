import { getOperationAST, type OperationDefinitionNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { answered, headersOf, headersWriter } from './answers.js';
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

/** The express lane of the desk's graph. */
export function createGraphLane(desk: Desk, chain: (server: ServerContext) => void): Lane {
  const { config, callers } = desk;
  const writeHeaders = headersWriter(desk);
  return createExpressLane<Passed>({
    path: '/graphql',
    bodyBytesMax: config.bodyBytesMax,
    startVisit: (server) =>
      startVisit({
        givenId: headersOf(server).get('x-request-id'),
        face: 'GRAPHQL',
        address: clientAddress(server.req, config.trustProxy),
      }),
    identify: (server, visit) => identifyOnce(callers.identify, server, visit),
    run: (passed, request, server, visit) => run(desk, passed, request, { server, visit }),
    headersOf: (visit, contentType) => writeHeaders(visit, { 'content-type': contentType }),
    onAnswer: answered(desk),
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
  { server, visit }: Call,
): ReturnType<LaneParts<Passed>['run']> => {
  nameOperation(visit, operation);
  const refusal =
    checkVariables(variables) ?? checkCost({ schema, document, operationName, variableValues: variables });
  if (refusal) throw refusal;
  const headers = headersOf(server);
  const spending = await admit({ limiter, allowedOrigins: config.corsOrigins }, visit, { cost, headers });
  const context = Object.assign(createContext(contextParts, visit), { spending });
  return executePlan(plan, context, variables);
};

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
