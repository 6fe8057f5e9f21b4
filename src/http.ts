import cluster from 'node:cluster';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createYoga, type Plugin, type YogaServerOptions } from 'graphql-yoga';
import type { Registry } from 'prom-client';
import { answered, explain, refuse } from './answers.js';
import type { Desk } from './app.js';
import { createContext } from './context.js';
import type { Context } from './core/context.js';
import type { Principal } from './core/principal.js';
import type { Callers } from './domain/caller/caller-service.js';
import { createGraphLane, useExpressLane } from './express.js';
import { schema } from './graphql/schema.js';
import { useContentTypes } from './graphql/use-content-types.js';
import { useDocumentLimits } from './graphql/use-document-limits.js';
import { useErrors } from './graphql/use-errors.js';
import { useNoIntrospection } from './graphql/use-no-introspection.js';
import { usePlans } from './graphql/use-plans.js';
import { useSubscriptions } from './graphql/use-subscriptions.js';
import { useTrustedDocuments } from './graphql/use-trusted-documents.js';
import { useUploads } from './graphql/use-uploads.js';
import { pendingMigrations } from './infra/migrations.js';
import { readTrustedDocuments } from './infra/trusted-documents.js';
import { createRestLane, useRest } from './rest-face.js';
import { addressKey, clientAddress } from './server/client-address.js';
import { drainAfterAnswer } from './server/drain-request.js';
import { guardRequests } from './server/guard-requests.js';
import { sitePages } from './server/page.js';
import { payCalls } from './server/pay-calls.js';
import { useCaller } from './server/use-caller.js';
import { useGraphCalls } from './server/use-graph-calls.js';
import { type HealthChecks, useHealth } from './server/use-health.js';
import { useMetrics } from './server/use-metrics.js';
import { useOperationNames } from './server/use-operation-names.js';
import { usePages } from './server/use-pages.js';
import { useRecordPages } from './server/use-record-pages.js';
import { useSecurityHeaders } from './server/use-security-headers.js';
import { useTokenPage } from './server/use-token-page.js';
import { useVisit } from './server/use-visit.js';
import { type ServerContext, type Visit, visitOf } from './server/visit.js';
import { metricsOfAllWorkers } from './server/worker-metrics.js';

type Plugins = NonNullable<YogaServerOptions<ServerContext, Context>['plugins']>;

const isGraph = (path: string) => path === '/graphql';

/** Both faces behind their common chain. */
export interface Http {
  handle(req: IncomingMessage, res: ServerResponse): void;
  /** Passes a request through the chain that did not come over HTTP. */
  fetch(request: Request, server: ServerContext): Response | Promise<Response>;
}

export function createHttp(desk: Desk): Http {
  const { config, log, contextParts } = desk;
  const failed = (failure: unknown, visit: Visit) => {
    log.error({ err: failure, requestId: visit.requestId }, 'unexpected error');
    return refuse(explain(failure), visit);
  };
  const chain = (server: ServerContext) => void yoga.handle(server.req, server.res, server);
  const graphLane = createGraphLane(desk, chain);
  const restLane = createRestLane(desk, chain);
  const yoga = createYoga<ServerContext, Context>({
    schema,
    graphqlEndpoint: '/graphql',
    landingPage: false,
    healthCheckEndpoint: '/health/graphql',
    graphiql: false,
    maskedErrors: false,
    logging: false,
    multipart: false,
    cors: config.corsOrigins.length > 0 && { origin: [...config.corsOrigins], credentials: false },
    maxRequestBodySize: config.bodyBytesMax,
    context: (initial) => createContext(contextParts, visitOf(initial)),
    plugins: [
      visits(desk),
      ...[...edge(desk), useRest(desk)].map((plugin) => guardRequests(plugin, failed)),
      useExpressLane(graphLane.learn),
      ...graph(desk),
    ],
  });
  return {
    handle: requestListener(desk, [graphLane, restLane], chain),
    fetch: (request, server) => yoga.fetch(request, server),
  };
}

interface Lane {
  accepts(req: IncomingMessage): boolean;
  take(req: IncomingMessage, res: ServerResponse): unknown;
}

/** Sends each request the shortest way that it can go. */
function requestListener({ config, stopping }: Desk, lanes: readonly Lane[], chain: (server: ServerContext) => void) {
  // Documents that are looked up, and answers to pages of other origins, need the whole chain.
  const isOpen = config.corsOrigins.length === 0 && readTrustedDocuments(config.dataDir) === null;
  return (req: IncomingMessage, res: ServerResponse) => {
    drainAfterAnswer(req, res, config.uploadBytesMax);
    stopping.mark(res);
    const lane = isOpen && lanes.find((one) => one.accepts(req));
    if (lane) lane.take(req, res);
    else chain({ req, res });
  };
}

/** Start and end of the chain. */
function visits(desk: Desk): Plugin<object, ServerContext> {
  return useVisit({
    faceOf: (path) => (path === '/graphql' ? 'GRAPHQL' : 'REST'),
    addressOf: ({ req }) => clientAddress(req, desk.config.trustProxy),
    onAnswer: answered(desk),
  });
}

/** What both faces pass. */
function edge(desk: Desk): Plugin<object, ServerContext>[] {
  const { config, callers, limiter, metrics, contextParts } = desk;
  const hasGraphiql = config.graphiql;
  const render = sitePages({ hasGraphiql });
  const shared = {
    contextOf: (visit: Visit) => createContext(contextParts, visit),
    pay: (visit: Visit) => payCalls(limiter, visit, { standard: 1 }),
    explain,
  };
  return [
    useSecurityHeaders({ isHttps: config.publicUrl.startsWith('https:') }),
    useHealth(healthChecks(desk)),
    useMetrics(metricsPage(metrics.registry)),
    usePages({
      isDemo: config.demo,
      address: config.publicUrl,
      schema: config.introspection ? schema : null,
      hasGraphiql,
      render,
    }),
    useCaller({
      identify: callers.identify,
      ...shared,
      refuse,
      isOpen: (path) => path === '/favicon.ico',
    }),
    useRecordPages({ ...shared, render }),
    useTokenPage({ ...shared, render, refuse, allowedOrigins: config.corsOrigins }),
  ];
}

function healthChecks({ database, redis, contextParts, stopping }: Desk): HealthChecks {
  return {
    ping: database.ping,
    pendingMigrations: () => pendingMigrations(database),
    checkStorage: contextParts.storage.check,
    isRedisUp: () => redis?.isUp() ?? null,
    isStopping: stopping.isStopping,
  };
}

function metricsPage(registry: Registry) {
  const text = cluster.isWorker ? metricsOfAllWorkers(registry) : () => registry.metrics();
  return { text, contentType: registry.contentType };
}

function graph({ log, limiter, config, callers, feed }: Desk): Plugins {
  const trusted = readTrustedDocuments(config.dataDir);
  return [
    useErrors({
      requestIdOf: (server) => visitOf(server).requestId,
      onBug: (error, requestId) => log.error({ err: error, requestId }, 'unexpected error'),
      explain,
      hidesSuggestions: !config.introspection,
    }),
    useContentTypes(isGraph),
    useUploads({ isGraph, ...config }),
    ...(trusted ? [useTrustedDocuments(trusted)] : []),
    useDocumentLimits(),
    ...(config.introspection ? [] : [useNoIntrospection()]),
    useOperationNames(),
    usePlans(),
    useGraphCalls({ limiter, allowedOrigins: config.corsOrigins }),
    useSubscriptions<ServerContext>({
      feed,
      identify: (server) => identifyAgain(callers, server, config.trustProxy),
      cut: ({ res }) => void res.destroy(),
    }),
  ];
}

/** Who sent a request that came a while ago. */
export function identifyAgain(callers: Callers, { req }: ServerContext, trustProxy: number): Promise<Principal | null> {
  const address = clientAddress(req, trustProxy);
  const authorization = req.headersDistinct.authorization ?? [];
  return callers.identify({ authorization, address, addressKey: addressKey(address), userAgent: null });
}
