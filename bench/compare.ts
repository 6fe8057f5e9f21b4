import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { processesOf } from './accounts.js';
import type { Workload } from './contender.js';
import { shareCpu } from './cpu-share.js';
import { type Entry, measureWorkload } from './measure.js';
import { type Peers, readPeers } from './peers.js';
import { limitContender } from './product.js';
import { rowsOf, tableOf } from './report.js';
import type { Session } from './session.js';
import { W3_OF_GRAPH } from './workloads.js';

const SMALL = 10_000;

/** The limit, the desk, and the peers when there is a folder of them. Answers whether all did their work. */
export async function compare(session: Session, peersFolder: string | undefined): Promise<boolean> {
  return measureAll(session, await startAll(session, peersFolder), 'limit');
}

export async function startAll(session: Session, peersFolder: string | undefined): Promise<Entry[]> {
  const peers = peersFolder ? await readPeers(peersFolder) : null;
  const database = await session.openDatabase(session.options.tickets);
  return [
    await session.run('limit', limitContender(database), database),
    await session.runDesk('desk', database),
    ...(peers ? await runPeers(session, peers) : []),
  ];
}

/** The desk with few and with many tickets. */
export async function scale(session: Session): Promise<boolean> {
  const [small, large] = [await session.openDatabase(SMALL), await session.openDatabase(session.options.tickets)];
  const base = `desk ${SMALL}`;
  const entries = [await session.runDesk(base, small), await session.runDesk(`desk ${large.tickets}`, large)];
  return measureAll(session, entries, base);
}

/** The desk in one process and in several, each with a part of a core where `share` says so: then nothing else is short of time. */
export async function workers(session: Session): Promise<boolean> {
  const database = await session.openDatabase(session.options.tickets);
  const { workers, share } = session.options;
  const count = String(workers);
  const entries = [
    await session.runDesk('WORKERS=1', database),
    await session.runDesk(`WORKERS=${count}`, database, { WORKERS: count }),
  ];
  if (share !== undefined) {
    for (const pid of entries.flatMap(({ running }) => processesOf(running.pid))) {
      session.atEnd(shareCpu(pid, share));
    }
  }
  return measureAll(session, entries, 'WORKERS=1');
}

/** The same ticket over both faces of one desk. */
export async function faces(session: Session): Promise<boolean> {
  const { running, database } = await session.runDesk('desk', await session.openDatabase(session.options.tickets));
  const asking = (name: string, workload: Workload | undefined): Entry[] => {
    if (!workload) throw new Error(`${name} has no W3.`);
    return [
      { database, running: { ...running, name, contender: { ...running.contender, workloads: { W3: workload } } } },
    ];
  };
  const { W3 } = running.contender.workloads;
  const options = { ...session.options, workloads: ['W3'] };
  return measureAll({ ...session, options }, [...asking('GraphQL', W3_OF_GRAPH), ...asking('REST', W3)], 'GraphQL');
}

/** Limits that nobody meets: every call is counted, and none is refused. */
const HIGH = '1000000';

/** The desk with its limits off, and with every call counted; by Redis where `REDIS_URL` names one. */
export async function limiter(session: Session): Promise<boolean> {
  const database = await session.openDatabase(session.options.tickets);
  const { REDIS_URL } = process.env;
  const redis: Record<string, string> = REDIS_URL ? { REDIS_URL } : {};
  const counted = { ...redis, LIMIT_PER_MINUTE: HIGH, LIMIT_SEARCH_PER_MINUTE: HIGH };
  const entries = [
    await session.runDesk('limits off', database, redis),
    await session.runDesk('limits on', database, counted),
  ];
  return measureAll(session, entries, 'limits off');
}

async function runPeers(session: Session, peers: Peers): Promise<Entry[]> {
  const database = await session.openPeers(peers);
  const entries: Entry[] = [];
  for (const [name, contender] of Object.entries(peers.contenders(database.url))) {
    entries.push(await session.run(name, contender, database));
  }
  return entries;
}

/** Prints a table per workload, with ratios to the contender of that name. */
export async function measureAll(session: Session, entries: readonly Entry[], base: string): Promise<boolean> {
  const { options, print } = session;
  const about = await aboutRun(entries, base, session);
  print(about);
  const results = [];
  let isFine = true;
  for (const workload of options.workloads) {
    const measured = await measureWorkload(workload, entries, options);
    const rows = rowsOf(measured, base);
    print(`\n${tableOf(workload, rows)}`);
    for (const { name, failure } of measured) if (failure !== null) print(`${workload} FAILED on ${name}: ${failure}`);
    isFine &&= measured.every(({ failure }) => failure === null) && measured.length > 0;
    results.push({ workload, rows, measured });
  }
  if (options.out) writeFileSync(options.out, JSON.stringify({ about, options, results }, null, 1));
  return isFine;
}

async function aboutRun(entries: readonly Entry[], base: string, { options }: Session): Promise<string> {
  const { rows } = (await entries[0]?.database.client.query('SHOW server_version')) ?? { rows: [] };
  const { rounds, seconds, connections, tickets } = options;
  return [
    new Date().toISOString().slice(0, 10),
    `Node ${process.version}`,
    `PostgreSQL ${rows[0]?.server_version}`,
    `${cpus().length} × ${cpus()[0]?.model}`,
    `${tickets} tickets`,
    `${connections} connections`,
    `${rounds} rounds of ${seconds} s`,
    `x = ratio to ${base}`,
  ].join(', ');
}
