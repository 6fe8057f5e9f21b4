import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { openApiDocument } from '../../src/rest/openapi.js';
import { readTarget } from '../../src/rest/request.js';
import { findRoute, routesOf } from '../../src/rest/route-lookup.js';
import type { Route } from '../../src/rest/routes.js';

interface Answer {
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, Answer>>;
}

type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

const document = openApiDocument();
const validators = new Map<Route, ValidateFunction>();

/** Formats and keywords of OpenAPI are no concern here; keys that are not described are. */
const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema({ $id: 'desk', components: { schemas: mapValues(document.components.schemas, closed) } });
const isProblem = ajv.compile({ $ref: 'desk#/components/schemas/Problem' });

/** Throws unless the answer is one that the description of the face foresees. */
export function expectAsDescribed(request: Pick<Request, 'url' | 'method'>, response: Response, text: string): void {
  const target = readTarget(request.url);
  const route = target && findRoute(routesOf(target.action), request.method);
  if (!route || request.method === 'HEAD') return;

  const answers = operationOf(route).responses;
  if (!(response.status in answers)) {
    throw new Error(`${route.action} is not described to answer ${response.status}.`);
  }
  if (response.status >= 400) expectProblem(route, response, text);
  else if (response.status === 200 && route.reply === 'json') demandShape(route, validatorOf(route), text);
  else if (response.status === 200 && route.reply === 'empty' && text !== '') {
    throw new Error(`${route.action} is described to answer an empty body.`);
  }
}

/** Failures are all of one kind: a sentence, or problem details. */
function expectProblem(route: Route, { headers }: Response, text: string): void {
  const type = headers.get('content-type');
  const isSentence = type === 'text/plain; charset=utf-8' && /^\S.*\.$/s.test(text);
  if (type === 'application/problem+json') demandShape(route, isProblem, text);
  else if (!isSentence) throw new Error(`${route.action} tells a failure as ${type}: ${text.slice(0, 200)}`);
}

function demandShape({ action }: Route, validate: ValidateFunction, text: string): void {
  if (!validate(JSON.parse(text)))
    throw new Error(`${action} drifts from its description: ${ajv.errorsText(validate.errors)}`);
}

/** The operation that describes a route. */
export function operationOf({ action, methods: [method] }: Route): Operation {
  const paths = Object.entries(document.paths as unknown as Paths);
  const [, path] = paths.find(([name]) => name.toLowerCase() === `/api/${action}`.toLowerCase()) ?? [];
  const operation = path?.[method.toLowerCase()];
  if (!operation) throw new Error(`${method} ${action} is not described.`);
  return operation;
}

function validatorOf(route: Route): ValidateFunction {
  const known = validators.get(route);
  if (known) return known;
  const schema = operationOf(route).responses[200]?.content?.['application/json']?.schema ?? false;
  const made = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"desk#/')));
  validators.set(route, made);
  return made;
}

function closed(schema: object): object {
  return 'properties' in schema ? { ...schema, additionalProperties: false } : schema;
}

function mapValues<Value, Result>(values: Readonly<Record<string, Value>>, map: (value: Value) => Result) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}
