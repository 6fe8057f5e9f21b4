import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
} from 'graphql';
import { OpenAPI, resolveFieldType } from 'sofa-api';
import { legacySchema } from './schema.js';

/** A schema of OpenAPI 3.1, which is JSON Schema 2020-12. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** What SOFA cannot know: how values of the schema's own scalars look on the wire. */
const SCALARS: Readonly<Record<string, JsonSchema>> = {
  Int: { type: 'integer', format: 'int32' },
  Time: { type: 'string', format: 'date-time', description: 'UTC, the fraction without trailing zeros.' },
  Nothing: { type: 'null' },
  Open: {},
  TextMap: { type: 'object', additionalProperties: { type: 'string' } },
};

/** The types of the legacy schema: SOFA's components, with what it leaves out put in. */
export function componentSchemas(): Record<string, JsonSchema> {
  const types = legacySchema.getTypeMap();
  const made = OpenAPI({ schema: legacySchema, info: { title: '', version: '' }, customScalars: { ...SCALARS } }).get();
  const schemas: Record<string, JsonSchema> = {};
  for (const [name, schema] of Object.entries(made.components?.schemas ?? {})) {
    const type = types[name];
    if (isObjectType(type) && !isRoot(type)) schemas[name] = completed(schema as JsonSchema, type);
  }
  return schemas;
}

/** The schema of an answer. Lists and records inside are never null. */
export function answerSchema(type: GraphQLOutputType): JsonSchema {
  if (isNonNullType(type)) return answerSchema(type.ofType);
  if (isListType(type)) return { type: 'array', items: answerSchema(type.ofType) };
  // SOFA's types are those of OpenAPI 3.0.
  return (isScalarType(type) ? SCALARS[type.name] : undefined) ?? (resolveFieldType(type, NO_SCALARS) as JsonSchema);
}

const NO_SCALARS = { customScalars: {} };

function isRoot(type: GraphQLObjectType): boolean {
  return type === legacySchema.getQueryType() || type === legacySchema.getMutationType();
}

/** SOFA drops which fields can be null, and takes those that can for ones that may be missing (rest.md § 1.5). */
function completed(schema: JsonSchema, type: GraphQLObjectType): JsonSchema {
  const fields = Object.values(type.getFields());
  return {
    ...schema,
    properties: Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field)])),
    required: fields.filter(({ extensions }) => extensions.isOmittable !== true).map(({ name }) => name),
  };
}

function fieldSchema({ type, description }: GraphQLField<unknown, unknown>): JsonSchema {
  const schema = answerSchema(type);
  const said = description ? { description } : {};
  return { ...(isNonNullType(type) ? schema : orNull(schema)), ...said };
}

function orNull(schema: JsonSchema): JsonSchema {
  const { type } = schema;
  if (type === 'null') return schema;
  return typeof type === 'string' ? { ...schema, type: [type, 'null'] } : { anyOf: [schema, { type: 'null' }] };
}
