import { type GraphQLSchema, Kind } from 'graphql';
import { useSofa } from 'sofa-api';
import type { Context } from '../core/context.js';
import { executeDocument, type RouteResult } from './execute.js';
import type { Route } from './routes.js';
import type { Values } from './values.js';

/** Runs the operation of a route once. */
export type RunRoute = (route: Route, ctx: Context, values: Values) => Promise<RouteResult>;

type Arguments = Parameters<typeof executeDocument>[0];

/** Brings the document of a route out of SOFA. */
interface Passage {
  document?: Arguments['document'];
}

/**
 * Lets SOFA make the routes of the legacy schema and the document that each of them runs. Its way of parsing queries and
 * bodies is its own (JSON only, `0x10` is a number), and its answers lack what old clients look at, so it is asked once for
 * a route's document, which is then run with typed values.
 */
export function createSofaRunner(schema: GraphQLSchema, routes: readonly Route[]): RunRoute {
  spareDescriptions(schema);
  const router = useSofa({
    basePath: '/',
    schema,
    routes: Object.fromEntries(routes.map((route) => [route.op, routeConfig(route)])),
    context: ({ passage }: { passage: Passage }) => passage,
    // SOFA's type is that of graphql-js with its overloads.
    execute: (({ contextValue, document }: Arguments) => {
      Object.assign(contextValue as Passage, { document });
      return { data: {} };
    }) as never,
    openAPI: { endpoint: false },
    swaggerUI: { endpoint: false },
  });

  const documents = new Map<Route, Arguments['document']>();
  return async (route, contextValue, variableValues) => {
    const passage: Passage = {};
    if (!documents.has(route)) await router.handleRequest(bareRequest(route), { passage });
    const document = documents.get(route) ?? passage.document;
    if (!document) throw new Error(`SOFA does not know ${route.action}.`);
    documents.set(route, document);

    return executeDocument({ schema, document, contextValue, variableValues });
  };
}

/**
 * For the description of every argument SOFA prints and parses the whole root type, a quarter of a second in all, unless it
 * has a syntax tree. Ours is without fields: the descriptions would go into SOFA's own OpenAPI document, which nobody sees.
 */
function spareDescriptions(schema: GraphQLSchema): void {
  for (const type of [schema.getQueryType(), schema.getMutationType()]) {
    if (type) {
      type.astNode = { kind: Kind.OBJECT_TYPE_DEFINITION, name: { kind: Kind.NAME, value: type.name }, fields: [] };
    }
  }
}

function bareRequest(route: Route): Request {
  return new Request(`http://sofa${sofaPath(route)}`, { method: sofaMethod(route) });
}

function routeConfig(route: Route) {
  return { method: sofaMethod(route), path: sofaPath(route), description: route.summary };
}

function sofaPath({ action }: Route): string {
  return `/${action}`;
}

/** The documented method comes first. */
function sofaMethod({ methods: [method] }: Route): 'GET' | 'POST' {
  return method;
}
