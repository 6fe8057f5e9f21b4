import { type Route, routes } from './routes.js';

const byAction = new Map<string, Route[]>();
for (const route of routes) {
  const key = route.action.toLowerCase();
  byAction.set(key, [...(byAction.get(key) ?? []), route]);
}

/** The routes of an action in lower case: more than one where reading and writing share a name. */
export function routesOf(action: string): readonly Route[] {
  return byAction.get(action) ?? [];
}

/** The route that takes the method. HEAD is GET without a body, and never changes anything. */
export function findRoute(candidates: readonly Route[], method: string): Route | undefined {
  if (method === 'HEAD') return candidates.find((route) => takes(route, 'GET') && !isWrite(route));
  return candidates.find((route) => takes(route, method));
}

/** The methods of an action as `Allow` lists them. */
export function allowedMethods(candidates: readonly Route[]): string[] {
  const methods = new Set<string>(candidates.flatMap((route) => route.methods));
  if (findRoute(candidates, 'HEAD')) methods.add('HEAD');
  return ['GET', 'HEAD', 'POST'].filter((method) => methods.has(method));
}

export function isWrite(route: Route): boolean {
  return route.op.startsWith('Mutation.');
}

function takes({ methods }: Route, method: string): boolean {
  return methods.some((candidate) => candidate === method);
}
