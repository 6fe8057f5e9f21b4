import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../test/support/services.js';
import type { Contender } from './contender.js';
import { type BenchDatabase, openDeskDatabase, openPeersDatabase } from './databases.js';
import type { Entry } from './measure.js';
import type { Options } from './options.js';
import type { Peers } from './peers.js';
import { start } from './processes.js';
import { deskContender } from './product.js';

/** What every mode of the bench works with. */
export interface Session {
  readonly options: Options;
  /** A folder for the desk's files. */
  readonly dataDir: string;
  /** How the desk is started, where that is not as users start it. */
  readonly command?: string[];
  print(text: string): void;
  openDatabase(tickets: number): Promise<BenchDatabase>;
  openPeers(peers: Peers): Promise<BenchDatabase>;
  run(name: string, contender: Contender, database: BenchDatabase): Promise<Entry>;
  /** Has something done when all that runs has stopped. */
  atEnd(work: () => void): void;
  /** A desk; `env` adds to what the bench sets. */
  runDesk(name: string, database: BenchDatabase, env?: Record<string, string>): Promise<Entry>;
}

type SessionPlan = Pick<Session, 'options' | 'command' | 'print'> & { readonly databaseUrl: string | undefined };

/** Does the work with a PostgreSQL server, a temporary one without a `databaseUrl`, and stops whatever it started. */
export async function inSession<Result>(
  plan: SessionPlan,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const server = plan.databaseUrl ? { url: plan.databaseUrl, stop: async () => undefined } : await startPostgres();
  const dataDir = mkdtempSync(join(tmpdir(), 'help-desk-bench-'));
  const ends: (() => Promise<void> | void)[] = [];
  const keep = async (database: Promise<BenchDatabase>) => {
    const { close } = await database;
    ends.unshift(close);
    return database;
  };
  const run: Session['run'] = async (name, contender, database) => {
    const running = await start(name, contender);
    ends.unshift(running.stop);
    return { running, database };
  };
  const runDesk: Session['runDesk'] = (name, database, env = {}) => {
    const desk = deskContender(database, dataDir, plan.command);
    return run(name, { ...desk, env: { ...desk.env, ...env } }, database);
  };
  try {
    return await work({
      ...plan,
      dataDir,
      openDatabase: (tickets) => keep(openDeskDatabase(server.url, tickets)),
      openPeers: ({ seed }) => keep(openPeersDatabase(server.url, plan.options.tickets, seed)),
      run,
      runDesk,
      atEnd: (end) => void ends.push(end),
    });
  } finally {
    for (const end of ends) await end();
    rmSync(dataDir, { recursive: true, force: true });
    await server.stop();
  }
}
