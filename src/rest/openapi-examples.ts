import type { JsonSchema } from './openapi-schemas.js';

type Schemas = Readonly<Record<string, JsonSchema>>;

/** Values of keys for which "text" or 12 would mislead. */
const VALUES: Readonly<Record<string, unknown>> = {
  Subject: 'Printer on floor 3 offline',
  Body: '<!--html-->Nothing comes out of the printer.',
  Status: 'In progress',
  StatusID: 2,
  Priority: 1,
  Category: 'Printers',
  CategoryName: 'Printers',
  Section: 'Office IT',
  NameWithSection: 'Office IT \\ Printers',
  Origin: 'WebApp',
  UserName: 'mira.holt',
  Username: 'mira.holt',
  Technician: 't.okafor',
  Email: 'mira.holt@example.com',
  FirstName: 'Mira',
  LastName: 'Holt',
  FullName: 'Mira Holt',
  FullNameAndLogin: 'Mira Holt (mira.holt)',
  CompanyName: 'Example GmbH',
  DepartmentName: 'Sales',
  Department: 'Sales',
  EmailDomain: '@example.com',
  FileName: 'photo.png',
  StatusColor: '',
  Lang: 'en-GB',
  IPAddress: '203.0.113.9',
  HostName: '203.0.113.9',
  Url: 'https://desk.example.com/Ticket/12',
  UrlId: '3-reset-the-router',
  FieldName: 'Severity',
  Value: 'Blocking',
};

/** Lists inside of records are shown empty below this depth, or a ticket would show users who show departments. */
const DEPTH_MAX = 2;

/** An answer as the schema describes it. */
export function exampleAnswer(schema: JsonSchema, schemas: Schemas, name = '', depth = 0): unknown {
  const known = VALUES[name];
  if (known !== undefined && schema.type !== 'null') return known;
  const { $ref, anyOf, items } = schema;
  if (typeof $ref === 'string') return exampleRecord(schemas[$ref.split('/').at(-1) ?? ''], schemas, depth);
  if (Array.isArray(anyOf)) return depth >= DEPTH_MAX ? null : exampleAnswer(anyOf[0], schemas, name, depth);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'array') return depth >= DEPTH_MAX ? [] : [exampleAnswer(items as JsonSchema, schemas, '', depth + 1)];
  return exampleValue(type, schema);
}

function exampleRecord(schema: JsonSchema | undefined, schemas: Schemas, depth: number): unknown {
  const properties = Object.entries((schema?.properties ?? {}) as Schemas);
  const required = schema?.required as readonly string[] | undefined;
  return Object.fromEntries(
    properties
      .filter(([key]) => required?.includes(key))
      .map(([key, value]) => [key, exampleAnswer(value, schemas, key, depth + 1)]),
  );
}

function exampleValue(type: unknown, { format }: JsonSchema): unknown {
  if (type === 'integer') return 12;
  if (type === 'boolean') return false;
  if (type === 'string') return format === 'date-time' ? '2026-03-02T08:15:27.4Z' : 'text';
  return type === 'object' ? {} : null;
}
