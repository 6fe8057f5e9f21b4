import { INT_MAX } from '../core/check.js';
import type { JsonSchema } from './openapi-schemas.js';
import type { KindValues, Param, Params } from './params.js';

/** How a body is encoded, as far as it changes what values look like. */
export type BodyForm = 'form' | 'multipart' | 'json';

const SCHEMAS: Readonly<Record<keyof KindValues, JsonSchema>> = {
  id: { type: 'integer', minimum: 0, maximum: INT_MAX },
  ids: { type: 'array', items: { type: 'integer', minimum: 0, maximum: INT_MAX } },
  int: { type: 'integer', minimum: -INT_MAX, maximum: INT_MAX },
  bool: { type: 'boolean' },
  text: { type: 'string' },
  time: { type: 'string' },
  endTime: { type: 'string' },
  names: { type: 'string' },
  choice: { type: 'string' },
  fields: { type: 'object', additionalProperties: { type: 'string' } },
  prefixed: {},
  files: { type: 'array', items: { type: 'string', format: 'binary', contentMediaType: 'application/octet-stream' } },
};

const EXAMPLES: Readonly<Record<keyof KindValues, unknown>> = {
  id: 12,
  ids: [1, 2],
  int: 1,
  bool: true,
  text: 'Printer on floor 3',
  time: '2026-03-02T08:15:00Z',
  endTime: '2026-03-31',
  names: 'printer,floor-3',
  choice: '',
  fields: { 12: 'Blocking' },
  prefixed: 'Blocking',
  files: [],
};

/** Texts for which any words would mislead. */
const TEXT_EXAMPLES: Readonly<Record<string, string>> = {
  email: 'mira.holt@example.com',
  username: 'mira.holt',
  password: 'correct horse battery staple',
  firstName: 'Mira',
  lastName: 'Holt',
  phone: '+49 30 5550100',
  company: 'Example GmbH',
  department: 'Sales',
  name: 'Example GmbH',
  emailDomains: 'example.com',
  tagName: 'printer',
  query: 'printer',
  body: 'Nothing comes out of the printer.',
  value: 'Blocking',
};

/** Parameters of a route that is called by GET. */
export function queryParameters(params: Params): JsonSchema[] {
  return Object.entries(params).map(([name, param]) => ({
    name,
    in: 'query',
    description: aboutOf(param),
    required: param.required === true,
    schema: schemaOf(param, 'form'),
    example: exampleOf(name, param, 'form'),
  }));
}

/** The bodies that a route takes by POST; undefined where it takes no parameters. */
export function requestBody(params: Params): JsonSchema | undefined {
  const entries = Object.entries(params);
  if (entries.length === 0) return undefined;
  const takesFiles = entries.some(([, { kind }]) => kind === 'files');
  return {
    required: entries.some(([, param]) => param.required),
    content: {
      'application/x-www-form-urlencoded': media(params, 'form'),
      'multipart/form-data': media(params, 'multipart'),
      'application/json': media(params, 'json'),
    },
    ...(takesFiles && { description: 'Files need multipart; their parts may have any names.' }),
  };
}

function media(params: Params, form: BodyForm): JsonSchema {
  const entries = Object.entries(params).filter(([, { kind }]) => kind !== 'files' || form === 'multipart');
  const named = entries.filter(([, { kind }]) => kind !== 'prefixed');
  const prefixed = entries.filter(([, { kind }]) => kind === 'prefixed');
  const examples = entries.filter(([, { kind }]) => kind !== 'files').filter(isInExample);
  const required = named.filter(([, param]) => param.required).map(([name]) => name);
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries(named.map(([name, param]) => [name, property(param, form)])),
      ...(prefixed.length > 0 && {
        patternProperties: Object.fromEntries(
          prefixed.map(([name, param]) => [`^${name}\\d+$`, property(param, form)]),
        ),
      }),
      ...(required.length > 0 && { required }),
    },
    example: Object.fromEntries(
      examples.map(([name, param]) => [exampleName(name, param), exampleOf(name, param, form)]),
    ),
  };
}

/** Examples show what is needed, or something where nothing is. */
function isInExample([, param]: [string, Param], index: number, all: readonly [string, Param][]): boolean {
  const needed = all.filter(([, { required }]) => required).length;
  return param.required === true || param.kind === 'prefixed' || index < needed + 2;
}

function exampleName(name: string, { kind }: Param): string {
  return kind === 'prefixed' ? `${name}12` : name;
}

function property(param: Param, form: BodyForm): JsonSchema {
  return { ...schemaOf(param, form), description: aboutOf(param) };
}

function aboutOf({ about, aliases }: Param): string {
  return aliases ? `${about} Also read as ${aliases.map((alias) => `\`${alias}\``).join(', ')}.` : about;
}

function schemaOf({ kind, choices, numbered }: Param, form: BodyForm): JsonSchema {
  if (kind === 'fields' && form !== 'json') return { type: 'string', contentMediaType: 'application/json' };
  if (kind === 'prefixed') return { type: 'string' };
  if (!choices) return SCHEMAS[kind];
  const named = { type: 'string', enum: choices };
  return numbered ? { anyOf: [named, { type: 'integer', minimum: 0, maximum: choices.length - 1 }] } : named;
}

function exampleOf(name: string, { kind, choices }: Param, form: BodyForm): unknown {
  if (choices) return choices[0];
  if (kind === 'fields' && form !== 'json') return JSON.stringify(EXAMPLES.fields);
  return (kind === 'text' ? TEXT_EXAMPLES[name] : undefined) ?? EXAMPLES[kind];
}
