import {
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  parse,
  visit,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { operationCost } from './document-cost.js';
import { type DocumentShape, deepestPath, documentShape, isIntrospection, responseKey } from './document-shape.js';

/** How much one document may ask for. */
export const DOCUMENT_LIMITS = {
  depth: 12,
  cost: 1_000,
  aliases: 30,
  tokens: 1_500,
  rootFields: 8,
  variables: 10_000,
} as const;

/** Depth below `__schema` and `__type`; enough for every introspection query in use. */
const INTROSPECTION_DEPTH_MAX = 20;

/** Filters may be nested, and are no deeper than this. */
const VARIABLES_DEPTH_MAX = 64;

type LimitName = keyof typeof DOCUMENT_LIMITS;

/** Refuses documents that ask for too much, before anything runs. The error names the limit and the place. */
export function useDocumentLimits(): Plugin {
  const refusals = new WeakMap<DocumentNode, GraphQLError | null>();
  return {
    onParams({ params }) {
      const refusal = checkVariables(params.variables);
      if (refusal) throw refusal;
    },
    onParse({ setParseFn }) {
      setParseFn(parseLimited);
    },
    onValidate({ params: { documentAST }, setResult }) {
      let refusal = refusals.get(documentAST);
      if (refusal === undefined) {
        refusal = checkShape(documentAST);
        refusals.set(documentAST, refusal);
      }
      if (refusal) setResult([refusal]);
    },
    onExecute: ({ args, setResultAndStopExecution }) => {
      const refusal = checkCost(args);
      if (refusal) setResultAndStopExecution({ errors: [refusal] });
    },
    onSubscribe: ({ args, setResultAndStopExecution }) => {
      const refusal = checkCost(args);
      if (refusal) setResultAndStopExecution({ errors: [refusal] });
    },
  };
}

function parseLimited(source: Parameters<typeof parse>[0], options?: Parameters<typeof parse>[1]): DocumentNode {
  try {
    return parse(source, { ...options, maxTokens: DOCUMENT_LIMITS.tokens });
  } catch (error) {
    const isLimit = error instanceof GraphQLError && error.message.includes('tokens. Parsing aborted');
    throw isLimit ? limitError('tokens', 'The document', []) : error;
  }
}

/** The refusal of variables that hold too much. */
export function checkVariables(variables: unknown): GraphQLError | null {
  return isTooMuch(variables) ? limitError('variables', 'The request', []) : null;
}

/** Whether variables hold more, or deeper, than any operation needs. Looks no further than that. */
function isTooMuch(variables: unknown): boolean {
  let level = [variables];
  let count = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    count += level.length;
    if (count > DOCUMENT_LIMITS.variables || depth > VARIABLES_DEPTH_MAX) return true;
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
  return false;
}

function checkShape(document: DocumentNode): GraphQLError | null {
  const shape = documentShape(document);
  const aliased = aliasedFields(document);
  if (aliased.length > DOCUMENT_LIMITS.aliases) {
    const [extra] = aliased.slice(DOCUMENT_LIMITS.aliases);
    return limitError('aliases', 'The document', extra ? [responseKey(extra)] : []);
  }

  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const fields = shape.fieldsOf(definition.selectionSet);
    const [extra] = fields.slice(DOCUMENT_LIMITS.rootFields);
    if (extra) return limitError('rootFields', 'The operation', [responseKey(extra)]);
    const deep = fields.find((field) => isTooDeep(shape, field));
    if (deep) return limitError('depth', 'The operation', deepestPath(shape, deep, DOCUMENT_LIMITS.depth + 1));
  }
  return null;
}

function isTooDeep(shape: DocumentShape, field: FieldNode): boolean {
  return shape.heightOf(field) > (isIntrospection(field) ? INTROSPECTION_DEPTH_MAX : DOCUMENT_LIMITS.depth);
}

function aliasedFields(document: DocumentNode): FieldNode[] {
  const fields: FieldNode[] = [];
  visit(document, {
    Field(field) {
      if (field.alias) fields.push(field);
    },
  });
  return fields;
}

interface ExecutionArgs {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null;
  readonly variableValues?: Readonly<Record<string, unknown>> | null;
}

/** The refusal of an operation that costs too much, of what hangs on its variables. */
export function checkCost({ schema, document, operationName, variableValues }: ExecutionArgs): GraphQLError | null {
  const operation = getOperationAST(document, operationName);
  if (!operation) return null;
  const { cost, dearest } = operationCost(schema, document, operation, variableValues ?? {});
  return cost > DOCUMENT_LIMITS.cost ? limitError('cost', `The operation costs ${cost}, which`, dearest) : null;
}

const LIMIT_WORDS: Record<LimitName, string> = {
  depth: 'levels',
  cost: 'cost',
  aliases: 'aliases',
  tokens: 'tokens',
  rootFields: 'root fields',
  variables: 'values in variables',
};

function limitError(name: LimitName, subject: string, path: readonly string[]): GraphQLError {
  const max = DOCUMENT_LIMITS[name];
  const place = path.length > 0 ? ` at ${path.join('.')}` : '';
  return new GraphQLError(`${subject} exceeds the limit of ${max} ${LIMIT_WORDS[name]}${place}.`, {
    path,
    extensions: { code: 'DOCUMENT_LIMIT', limit: { name, max }, http: { status: 400 } },
  });
}
