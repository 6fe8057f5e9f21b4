import { readFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, inject } from 'vitest';

/** What tests and drivers put in front of the methods of an instance. */
const WRAPPED = ['query', 'transaction'] as const;

/** On tables with a few rows this is ten times faster than TRUNCATE. Without triggers, since all rows go. */
export const EMPTY_ALL_TABLES = `DO $$ DECLARE name text; BEGIN
  PERFORM set_config('session_replication_role', 'replica', true);
  FOR name IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'
    LOOP EXECUTE 'DELETE FROM ' || name; END LOOP;
  FOR name IN SELECT quote_ident(sequencename) FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
    LOOP EXECUTE 'ALTER SEQUENCE ' || name || ' RESTART'; END LOOP;
END $$`;

interface Kept {
  readonly pglite: PGlite;
  /** What a migrated database starts with. */
  readonly statuses: string;
}

/** Databases of files that are done. Booting one takes seconds, emptying it a moment. */
const idle: Kept[] = [];

/** A migrated embedded database without data, until the test file that asks is done. It must leave the tables as they are. */
export async function borrowPglite(): Promise<PGlite> {
  const kept = idle.pop() ?? (await boot());
  const { pglite, statuses } = kept;
  await pglite.exec(`RESET ALL; ${EMPTY_ALL_TABLES}`);
  await pglite.query('INSERT INTO "TicketStatus" SELECT * FROM json_populate_recordset(NULL::"TicketStatus", $1)', [
    statuses,
  ]);
  afterAll(() => {
    for (const method of WRAPPED) Reflect.deleteProperty(pglite, method);
    idle.push(kept);
  });
  return pglite;
}

async function boot(): Promise<Kept> {
  const pglite = await PGlite.create({ loadDataDir: new Blob([await readFile(inject('pgliteDump'))]) });
  const { rows } = await pglite.query<{ statuses: string }>(
    'SELECT json_agg(status)::text AS statuses FROM "TicketStatus" status',
  );
  return { pglite, statuses: rows[0]?.statuses ?? '[]' };
}
