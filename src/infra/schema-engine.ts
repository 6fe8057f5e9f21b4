import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { MigrationConnection } from './database-driver.js';

type EngineModule = typeof import('@prisma/schema-engine-wasm/schema_engine_bg');

/** Loaded once and only when needed: it takes a tenth of a second. */
let loading: Promise<EngineModule> | undefined;

const NO_FILTER = { externalTables: [], externalEnums: [] };

/** Applies what is missing, in order, and answers the names. Fails with the database's own words. */
export async function applyMigrations(
  connection: MigrationConnection,
  migrationsList: MigrationList,
): Promise<string[]> {
  return withEngine(connection, async (engine) => {
    await forgetInterrupted(engine, migrationsList);
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTER });
    return appliedMigrationNames;
  });
}

/** The SQL that turns the database into what the Prisma schema says; empty when nothing is missing. */
export async function schemaDifference(connection: MigrationConnection, schema: string): Promise<string> {
  const files = [{ path: 'schema.prisma', content: schema }];
  const { stdout } = await withEngine(
    connection,
    (engine) =>
      engine.diff({
        from: { tag: 'schemaDatasource', files, configDir: '.' },
        to: { tag: 'schemaDatamodel', files },
        script: true,
        exitCode: null,
        filters: NO_FILTER,
      }),
    schema,
  );
  return stdout === null || stdout.includes('This is an empty migration') ? '' : stdout.trim();
}

/** A migration runs all or nothing, so one that was interrupted left no trace but its row, and may simply run again. */
async function forgetInterrupted(engine: SchemaEngine, migrationsList: MigrationList): Promise<void> {
  const { failedMigrationNames } = await engine.diagnoseMigrationHistory({
    migrationsList,
    optInToShadowDatabase: false,
    filters: NO_FILTER,
  });
  for (const migrationName of failedMigrationNames) await engine.markMigrationRolledBack({ migrationName });
}

async function withEngine<Result>(
  connection: MigrationConnection,
  work: (engine: SchemaEngine) => Promise<Result>,
  schema?: string,
): Promise<Result> {
  loading ??= loadEngine();
  const { SchemaEngine } = await loading;
  const datamodels: [string, string][] | undefined = schema === undefined ? undefined : [['schema.prisma', schema]];
  const failures: unknown[] = [];
  const engine = await SchemaEngine.new({ datamodels }, () => undefined, adapterOf(connection, failures));
  try {
    return await work(engine);
  } catch (error) {
    // The engine only says that something outside of it failed.
    throw failures[0] ?? error;
  } finally {
    engine.free();
  }
}

/** Prisma's own schema engine, as WebAssembly. Node cannot import such modules by itself yet. */
async function loadEngine(): Promise<EngineModule> {
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const script = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const code = await readFile(script.replace(/\.js$/, '.wasm'));
  const imports = Object.entries(bindings).map(([name, value]) =>
    name.startsWith('__wbg_setTimeout_') ? [name, timeoutInBackground] : [name, value],
  );
  const { instance } = await WebAssembly.instantiate(code, { './schema_engine_bg.js': Object.fromEntries(imports) });
  bindings.__wbg_set_wasm(instance.exports);
  const { __wbindgen_start: start } = instance.exports;
  if (typeof start === 'function') start();
  return bindings;
}

/** The engine never clears its time limit of ten seconds, for which the process would wait at its end. */
function timeoutInBackground(work: () => void, ms: number): NodeJS.Timeout {
  return setTimeout(work, ms).unref();
}

/**
 * Records the migration under way with the script it runs, all or nothing: the engine does so a statement later, which a process
 * that is killed in between never sends, though the database has done the work.
 */
const RECORD = `DO $record$ BEGIN
  IF to_regclass('_prisma_migrations') IS NOT NULL THEN
    UPDATE _prisma_migrations SET finished_at = now() WHERE finished_at IS NULL AND rolled_back_at IS NULL;
  END IF;
END $record$`;

/** Both adapters break scripts: one cuts at every semicolon, also inside functions, the other does not wait for the end. */
function adapterOf(connection: MigrationConnection, failures: unknown[]) {
  const connect = async () => {
    const adapter = await connection.factory.connect();
    adapter.executeScript = (script) =>
      connection.runScript(`${script};\n${RECORD}`).catch((error: unknown) => {
        failures.push(error);
        throw error;
      });
    return adapter;
  };
  const { provider, adapterName } = connection.factory;
  return bindMigrationAwareSqlAdapterFactory({ provider, adapterName, connect, connectToShadowDb: connect });
}
