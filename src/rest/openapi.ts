import type { GraphQLField } from 'graphql';
import { exampleAnswer } from './openapi-examples.js';
import { queryParameters, requestBody } from './openapi-params.js';
import { problemReferences, problemResponses, problemSchema } from './openapi-problems.js';
import { answerSchema, componentSchemas, type JsonSchema } from './openapi-schemas.js';
import { chapterOf, chapterTags } from './openapi-tags.js';
import { isWrite } from './route-lookup.js';
import { type Route, routes } from './routes.js';
import { legacySchema } from './schema.js';

type Schemas = Readonly<Record<string, JsonSchema>>;

const ABOUT = `The Jitbit-compatible face of the help desk.

* Names of actions and parameters are read in any case; \`id\` may be the last segment of the path.
* Parameters may travel in the query, a form, a multipart body or a JSON object, with every action and method; here each is
  listed once, in the query of a GET and the body of a POST.
* Reads also take POST, and writes GET, except for names that serve two purposes.
* Failures are a sentence in plain text, or problem details where \`Accept\` names \`application/problem+json\`.
* 90 calls a minute; of \`Search\` and \`UserByEmail\` 60, counted apart.`;

const SECURITY_SCHEMES = {
  basic: { type: 'http', scheme: 'basic', description: 'Username and password.' },
  bearer: { type: 'http', scheme: 'bearer', description: 'A token of a user.' },
};

let text: string | undefined;

/** The description of the whole face (OpenAPI 3.1) as JSON, made when it is first asked for. */
export function openApiText(): string {
  text ??= JSON.stringify(openApiDocument());
  return text;
}

/** The same as an object of the caller's own. */
export function openApiDocument() {
  const schemas = componentSchemas();
  return {
    openapi: '3.1.0',
    info: {
      title: 'Help desk',
      version: '1.0.0',
      description: ABOUT,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'This desk; the same routes answer below `/helpdesk`.' }],
    tags: chapterTags,
    security: [{ basic: [] }, { bearer: [] }],
    paths: pathsOf(schemas),
    components: {
      schemas: { ...schemas, Problem: problemSchema },
      responses: problemResponses(),
      securitySchemes: SECURITY_SCHEMES,
      headers: { RequestId: { description: 'Names the call in the log of the desk.', schema: { type: 'string' } } },
    },
  };
}

/** Names that serve two purposes share a path, whatever their spelling. */
function pathsOf(schemas: Schemas): Record<string, Record<string, JsonSchema>> {
  const spellings = new Map<string, string>();
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of routes) {
    const key = route.action.toLowerCase();
    const path = spellings.get(key) ?? `/api/${route.action}`;
    spellings.set(key, path);
    paths[path] = { ...paths[path], [route.methods[0].toLowerCase()]: operationOf(route, schemas) };
  }
  return paths;
}

function operationOf(route: Route, schemas: Schemas): JsonSchema {
  const { action, methods, params, summary } = route;
  const method = methods[0];
  const byGet = method === 'GET';
  const body = byGet ? undefined : requestBody(params);
  return {
    operationId: `${method.toLowerCase()}${action.slice(0, 1).toUpperCase()}${action.slice(1)}`,
    summary,
    tags: [chapterOf(action)],
    ...(byGet && { parameters: queryParameters(params) }),
    ...(body && { requestBody: body }),
    responses: { ...successOf(route, schemas), ...problemReferences(isWrite(route)) },
  };
}

const HEADERS = { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } };

function successOf(route: Route, schemas: Schemas): Record<string, JsonSchema> {
  if (route.reply === 'empty') return { 200: { description: 'Done; the body is empty.', headers: HEADERS } };
  if (route.reply === 'file') return fileResponses();
  const schema = answerSchema(fieldOf(route).type);
  const content = { 'application/json': { schema, example: exampleAnswer(schema, schemas) } };
  const answer = {
    200: { description: 'The answer.', headers: { ...HEADERS, ...comfortsOf(route, schema) }, content },
  };
  if (isWrite(route)) return answer;
  return { ...answer, 304: { description: 'The client has this answer: `If-None-Match` names it.', headers: HEADERS } };
}

const ETAG = { ETag: { description: 'Names this very answer (weak).', schema: { type: 'string' } } };

const TOTAL = {
  'X-Total-Count': {
    description:
      'Rows of the whole list, whichever page this is; a search for common words looks at the latest 1,000 tickets.',
    schema: { type: 'integer' },
  },
};

const LIST = {
  ...TOTAL,
  Link: { description: 'Where the page is full, the next one as `rel="next"`.', schema: { type: 'string' } },
};

/** The knowledge base has its list in an envelope, and no pages. */
function comfortsOf(route: Route, { type }: JsonSchema): JsonSchema {
  return { ...(!isWrite(route) && ETAG), ...(type === 'array' && LIST), ...(route.action === 'Articles' && TOTAL) };
}

function fileResponses(): Record<string, JsonSchema> {
  const content = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
  return {
    200: { description: 'The file, with its own content type.', headers: HEADERS, content },
    206: { description: 'The part of the file that `Range` asks for.', headers: HEADERS, content },
    304: { description: 'The client has the file.', headers: HEADERS },
    416: {
      description: 'The file has no such part.',
      headers: HEADERS,
      content: {
        'text/plain': { schema: { type: 'string' } },
        'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
      },
    },
  };
}

function fieldOf({ op }: Route): GraphQLField<unknown, unknown> {
  const [kind, name = ''] = op.split('.');
  const root = kind === 'Query' ? legacySchema.getQueryType() : legacySchema.getMutationType();
  const field = root?.getFields()[name];
  if (!field) throw new Error(`There is no root field ${op}.`);
  return field;
}
