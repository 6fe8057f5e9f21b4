import type { PrismaClient } from '../../generated/prisma/client.js';
import type { Answer, Driver, Run } from '../database-driver.js';
import { compileAggregate, compileGroupBy } from './aggregate.js';
import { failAsPrisma } from './errors.js';
import { type Model, readModels } from './model.js';
import { compileRaw, type RawStatement, readRaw } from './raw.js';
import { compileCount, compileFindFirst, compileFindMany, compileFindOne } from './read.js';
import { type Compiled, isJson, type Json, newStatement, type Statement, Unsupported } from './statement.js';
import { runTransaction, type UsePrisma } from './transaction.js';
import {
  compileCreate,
  compileCreateMany,
  compileCreateManyAndReturn,
  compileDelete,
  compileDeleteMany,
  compileUpdate,
  compileUpdateMany,
  compileUpdateManyAndReturn,
} from './write.js';

type Call = (...args: readonly unknown[]) => unknown;
type Compile = (sql: Statement, model: Model, args: Json) => Compiled;

const OPERATIONS: Readonly<Record<string, Compile>> = {
  findMany: compileFindMany,
  findFirst: compileFindFirst,
  findUnique: compileFindFirst,
  findFirstOrThrow: compileFindOne,
  findUniqueOrThrow: compileFindOne,
  count: compileCount,
  aggregate: compileAggregate,
  groupBy: compileGroupBy,
  create: compileCreate,
  createMany: compileCreateMany,
  createManyAndReturn: compileCreateManyAndReturn,
  update: compileUpdate,
  updateMany: compileUpdateMany,
  updateManyAndReturn: compileUpdateManyAndReturn,
  delete: compileDelete,
  deleteMany: compileDeleteMany,
};

const MODELS = readModels();
const MODEL_OF = new Map([...MODELS.values()].map((model) => [delegateName(model), model]));

/**
 * Prisma's client with its everyday reads and writes done by one SQL statement each, relations as nested JSON, in and
 * outside of transactions. Answers what Prisma would answer at a fraction of the CPU; what it does not know is left to Prisma,
 * which is opened by then: its engine takes 10 MB.
 */
export function withFastStatements(open: () => PrismaClient, driver: Pick<Driver, 'run' | 'begin'>): PrismaClient {
  let opened: PrismaClient | undefined;
  const client = () => {
    opened ??= open();
    return opened;
  };
  const transaction: Call = (work, options) => {
    // Lists of calls, and options, are for Prisma.
    if (typeof work !== 'function' || options) return invoke(client(), '$transaction', [work, options]);
    const inside = (run: Run, usePrisma: UsePrisma) => fastClient({ client, run, usePrisma });
    return runTransaction({ client, begin: driver.begin, inside }, work as (tx: object) => Promise<unknown>);
  };
  return fastClient({ client, run: driver.run, usePrisma: null, transaction }) as PrismaClient;
}

/** What proxies stand before. */
const NOTHING = {};

interface Parts {
  readonly client: () => PrismaClient;
  readonly run: Run;
  /** Null outside of transactions, where the client itself is used. */
  readonly usePrisma: UsePrisma | null;
  readonly transaction?: Call;
}

function fastClient(parts: Parts): object {
  const { client, usePrisma, transaction } = parts;
  const calls = new Map<string, Call>([
    ['$queryRaw', rawCall(parts, '$queryRaw', readRaw)],
    ['$executeRaw', rawCall(parts, '$executeRaw', ({ count }) => count)],
    ...(transaction ? ([['$transaction', transaction]] as const) : []),
  ]);
  const delegates = new Map<string, object>();
  return new Proxy<object>(NOTHING, {
    // Pothos looks whether there is a model before it asks for it.
    has: (_target, name) => MODEL_OF.has(String(name)) || Reflect.has(client(), name),
    get(_target, name) {
      if (typeof name !== 'string' || name === 'then') return undefined;
      const known = delegates.get(name) ?? calls.get(name);
      if (known) return known;
      const model = MODEL_OF.get(name);
      if (!model) return leftToPrisma(Reflect.get(client(), name), name, usePrisma);
      const delegate = fastDelegate(parts, name, model);
      delegates.set(name, delegate);
      return delegate;
    },
  });
}

/** A delegate on which known operations are fast. */
function fastDelegate({ client, run, usePrisma }: Parts, name: string, model: Model): object {
  const delegate = (): object => Reflect.get(client(), name);
  const useDelegate: UsePrisma = async (use) =>
    usePrisma ? usePrisma((tx) => use(Reflect.get(tx, name))) : use(delegate());
  const calls = new Map<string, Call>();
  return new Proxy<object>(NOTHING, {
    has: (_target, operation) => Reflect.has(delegate(), operation),
    get(_target, operation) {
      if (typeof operation !== 'string' || operation === 'then') return undefined;
      const known = calls.get(operation);
      if (known) return known;
      const compile = OPERATIONS[operation];
      if (!compile) return leftToPrisma(Reflect.get(delegate(), operation), operation, usePrisma && useDelegate);
      const call = fastCall({ run, useDelegate }, { model, operation, compile });
      calls.set(operation, call);
      return call;
    },
  });
}

interface Operation {
  readonly model: Model;
  readonly operation: string;
  readonly compile: Compile;
}

function fastCall(
  { run, useDelegate }: { readonly run: Run; readonly useDelegate: UsePrisma },
  { model, operation, compile }: Operation,
): Call {
  return async (args = {}) => {
    const sql = newStatement(MODELS);
    const compiled = attempt(() => compile(sql, model, isJson(args) ? args : {}));
    if (compiled) {
      const answer = await run(compiled.text, sql.values).catch(failAsPrisma);
      const result = compiled.read(answer);
      if (result !== undefined) return result;
    }
    return useDelegate((delegate) => invoke(delegate, operation, [args]));
  };
}

type ReadRaw = (answer: Answer, statement: RawStatement) => unknown;

function rawCall({ client, run, usePrisma }: Parts, name: string, read: ReadRaw): Call {
  return async (...args) => {
    const sql = newStatement(MODELS);
    const statement = compileRaw(sql, args);
    if (!statement) return usePrisma ? usePrisma((tx) => invoke(tx, name, args)) : invoke(client(), name, args);
    return read(await run(statement.text, sql.values).catch(failAsPrisma), statement);
  };
}

function leftToPrisma(member: unknown, name: string, usePrisma: UsePrisma | null): unknown {
  if (!usePrisma || typeof member !== 'function') return member;
  return (...args: readonly unknown[]) => usePrisma((tx) => invoke(tx, name, args));
}

function invoke(target: object, name: string, args: readonly unknown[]): unknown {
  return Reflect.apply(Reflect.get(target, name), target, args);
}

function attempt(compile: () => Compiled): Compiled | null {
  try {
    return compile();
  } catch (error) {
    if (error instanceof Unsupported) return null;
    throw error;
  }
}

function delegateName({ name }: Model): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}
