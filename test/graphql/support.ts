import type { PGlite } from '@electric-sql/pglite';
import { type DocumentNode, type ExecutionResult, graphql, parse, validate } from 'graphql';
import { afterAll } from 'vitest';
import { createContext } from '../../src/context.js';
import type { Context } from '../../src/core/context.js';
import type { DomainEvent } from '../../src/core/events.js';
import type { Principal } from '../../src/core/principal.js';
import type { PrismaClient } from '../../src/generated/prisma/client.js';
import { executePlan, planOf } from '../../src/graphql/execution/execute.js';
import { schema } from '../../src/graphql/schema.js';
import { databaseOn } from '../../src/infra/database.js';
import { pgliteDriver } from '../../src/infra/database-pglite.js';
import { borrowPglite, EMPTY_ALL_TABLES } from '../support/pglite.js';
import { createMemoryStorage } from '../support/storage.js';

/** The schema on an embedded database whose statements are listened to, without a server around it. */
export interface TestGraph {
  readonly db: PrismaClient;
  /** The SQL of the statements since the last call. */
  takeStatements(): string[];
  /** Empties all tables and puts the three statuses back. */
  truncate(): Promise<void>;
  contextOf(who: Principal | null): Context;
  run(who: Principal | null, source: string, variables?: Record<string, unknown>): Promise<ExecutionResult>;
  /** Like `run`, but answers the data and throws what is wrong. */
  // biome-ignore lint/suspicious/noExplicitAny: Tests look into answers whose shape the query beside them tells.
  data(who: Principal | null, source: string, variables?: Record<string, unknown>): Promise<any>;
}

export const NOW = new Date('2026-03-02T08:15:27.000Z');

export async function testGraph(): Promise<TestGraph> {
  const pglite = await borrowPglite();
  const statements: string[] = [];
  const listenTo = (client: Pick<PGlite, 'query'>) => {
    const query = client.query.bind(client);
    client.query = (sql, ...rest) => {
      statements.push(sql);
      return query(sql, ...rest);
    };
  };
  listenTo(pglite);
  const transaction = pglite.transaction.bind(pglite);
  pglite.transaction = (work) =>
    transaction((tx) => {
      listenTo(tx);
      return work(tx);
    });
  const database = databaseOn({ ...pgliteDriver(pglite), close: async () => undefined });
  afterAll(() => database.close());
  const { db } = database;
  const statuses = await db.ticketStatus.findMany();

  const contextOf = (who: Principal | null) =>
    createContext(
      {
        db,
        transaction: (work) => db.$transaction(work),
        passwords: { hash: async () => 'hash', verify: async () => false },
        storage: createMemoryStorage(),
        settings: { publicUrl: 'https://desk.example.com', uploadBytesMax: 1_000 },
        now: () => NOW,
        emit: (_event: DomainEvent) => {},
      },
      { who, face: 'GRAPHQL', requestId: 'test' },
    );
  const run: TestGraph['run'] = (who, source, variableValues) =>
    runSource({ source, variableValues, contextValue: contextOf(who) });

  return {
    db,
    takeStatements: () => statements.splice(0),
    truncate: async () => {
      await pglite.exec(EMPTY_ALL_TABLES);
      await db.ticketStatus.createMany({ data: statuses });
    },
    contextOf,
    run,
    data: async (who, source, variables) => {
      const { data, errors } = await run(who, source, variables);
      if (errors) throw new AggregateError(errors, errors.map(({ message }) => message).join('\n'));
      return data;
    },
  };
}

/** Documents that have been parsed: as in the server, those who ask the same share what is kept of a document. */
const documents = new Map<string, DocumentNode>();

/** Runs a document as the server does: by its plan where it has one. */
async function runSource({ source, variableValues, contextValue }: RunArgs): Promise<ExecutionResult> {
  const document = documents.get(source) ?? parse(source);
  documents.set(source, document);
  const errors = validate(schema, document);
  if (errors.length > 0) return { errors };
  const plan = planOf({ schema, document });
  if (plan) return executePlan(plan, contextValue, variableValues);
  return graphql({ schema, source, variableValues, contextValue }) as Promise<ExecutionResult>;
}

interface RunArgs {
  readonly source: string;
  readonly variableValues: Record<string, unknown> | undefined;
  readonly contextValue: Context;
}
