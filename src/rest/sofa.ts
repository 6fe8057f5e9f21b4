import type { GraphQLSchema } from 'graphql';
import { useSofa } from 'sofa-api';
import type { Context } from '../core/context.js';
import { executeDocument } from './execute.js';
import type { Route } from './routes.js';
import type { Values } from './values.js';

/** Travels through SOFA beside the request: what goes in, and the failure that comes out. */
interface Passage {
  readonly ctx: Context;
  readonly values: Values;
  failure?: unknown;
  rows?: number;
}

/** The result of an operation as JSON. */
export interface RouteResult {
  readonly text: string;
  /** How many there are, if it is a list. */
  readonly rows: number | undefined;
}

/** Runs the operation of a route once. */
export type RunRoute = (route: Route, ctx: Context, values: Values) => Promise<RouteResult>;

/**
 * Lets SOFA make the routes of the legacy schema. It parses query strings and bodies in a way of its own (JSON only, `0x10` is
 * a number), so it gets bare requests, and the typed values reach the execution beside it.
 */
export function createSofaRunner(schema: GraphQLSchema, routes: readonly Route[]): RunRoute {
  const router = useSofa({
    basePath: '/',
    schema,
    routes: Object.fromEntries(routes.map((route) => [route.op, routeConfig(route)])),
    context: ({ passage }: { passage: Passage }) => passage,
    // SOFA's type is that of graphql-js with its overloads.
    execute: (async (args: Parameters<typeof executeDocument>[0]) => {
      const passage = args.contextValue as Passage;
      try {
        const result = await executeDocument({ ...args, contextValue: passage.ctx, variableValues: passage.values });
        passage.rows = rowsOf(result.data);
        return result;
      } catch (error) {
        passage.failure = error;
        throw error;
      }
    }) as never,
    // Never seen by a client: the failure that travels beside it is.
    errorHandler: (() => new Response(null, { status: 500 })) as never,
    openAPI: { endpoint: false },
    swaggerUI: { endpoint: false },
  });

  // Bare requests have nothing of a call in them, so one per route serves all calls.
  const requests = new Map(routes.map((route) => [route, bareRequest(route)]));
  return async (route, ctx, values) => {
    const passage: Passage = { ctx, values };
    const request = requests.get(route);
    if (!request) throw new Error(`SOFA does not know ${route.action}.`);
    const response = await router.handleRequest(request, { passage });
    if (passage.failure !== undefined) throw passage.failure;
    if (response.status !== 200) throw new Error(`SOFA answered ${response.status} for ${route.action}.`);
    return { text: await response.text(), rows: passage.rows };
  };
}

function rowsOf(data: object | null | undefined): number | undefined {
  const [list] = Object.values(data ?? {});
  return Array.isArray(list) ? list.length : undefined;
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
