import { cpuOf, databaseAccount, memoryOf } from './accounts.js';
import type { Workload } from './contender.js';
import type { BenchDatabase } from './databases.js';
import { type Load, load } from './load.js';
import type { Options } from './options.js';
import type { Running } from './processes.js';
import { prepareRequests } from './requests.js';

/** A contender that listens, and the database that it works on. */
export interface Entry {
  readonly running: Running;
  readonly database: BenchDatabase;
}

/** One round of one contender; times per request, in milliseconds. */
export interface Sample extends Load {
  readonly cpuMs: number;
  readonly databaseMs: number;
  readonly memoryMb: number;
}

export interface Measured {
  readonly name: string;
  /** One per round, in the order of the rounds. */
  readonly samples: readonly Sample[];
  /** Why its figures do not count. */
  readonly failure: string | null;
}

type Failing = { -readonly [Key in keyof Measured]: Measured[Key] };

interface Runner {
  readonly measured: Failing;
  measure(): Promise<void>;
}

type Send = (amount: number) => Promise<Load>;

export type MeasureOptions = Pick<Options, 'rounds' | 'seconds' | 'warm' | 'connections'>;

/** Measures one workload on all contenders that have it, in turns, so that what disturbs the machine disturbs all. */
export async function measureWorkload(
  workload: string,
  entries: readonly Entry[],
  options: MeasureOptions,
): Promise<Measured[]> {
  const runners: Runner[] = [];
  for (const entry of entries) {
    const spec = entry.running.contender.workloads[workload];
    if (spec) runners.push(await warmUp(spec, entry, options));
  }
  for (let round = 0; round < options.rounds; round++) {
    for (const { measured, measure } of runners) {
      if (measured.failure === null) await measure().catch((error: Error) => fail(measured, error));
    }
  }
  return runners.map(({ measured }) => measured);
}

async function warmUp(spec: Workload, entry: Entry, { seconds, warm, connections }: MeasureOptions): Promise<Runner> {
  const { running, database } = entry;
  const samples: Sample[] = [];
  const measured: Failing = { name: running.name, samples, failure: null };
  try {
    const requests = await prepareRequests(running, spec, database.tickets);
    const send: Send = (amount) => load(running.url, requests, connections, amount);
    // As many as it takes until the code that they need has been compiled for good.
    let { perSecond } = await send(Math.max(warm, 4 * connections));
    await database.reset();
    const measure = async () => {
      const sample = await measureOnce(entry, send, perSecond * seconds);
      ({ perSecond } = sample);
      samples.push(sample);
    };
    return { measured, measure };
  } catch (error) {
    fail(measured, error);
    return { measured, measure: async () => undefined };
  }
}

function fail(measured: Failing, error: unknown): void {
  measured.failure = error instanceof Error ? error.message : String(error);
}

/** A fixed number of requests, so that no half of one is in the account of the next contender. */
async function measureOnce({ running, database }: Entry, send: Send, amount: number): Promise<Sample> {
  // Pools give idle connections up while others have their turn; making new ones is not what is measured.
  await send(amount / 10);
  const databaseCpu = await databaseAccount(database.client, database.name);
  const before = { cpu: cpuOf(running.pid), database: databaseCpu() };
  const measured = await send(amount);
  const sample = {
    ...measured,
    cpuMs: (cpuOf(running.pid) - before.cpu) / measured.count,
    databaseMs: (databaseCpu() - before.database) / measured.count,
    memoryMb: memoryOf(running.pid),
  };
  await database.reset();
  return sample;
}
