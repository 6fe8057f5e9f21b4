import { setTimeout as sleep } from 'node:timers/promises';
import type { Contender } from './contender.js';
import { start as startProcess } from './processes.js';
import { deskContender } from './product.js';
import { alignedTable, median, shown } from './report.js';
import type { Session } from './session.js';

/** How long it takes from the command to the first healthy answer: on PostgreSQL, and on a warm embedded database. */
export async function start(session: Session): Promise<boolean> {
  const { dataDir, command, options, print } = session;
  const production = deskContender(await session.openDatabase(options.tickets), dataDir, command);
  const { DATABASE_URL: _, ...env } = production.env;
  const embedded = { ...production, env };

  const lines = [['start', 'seconds']];
  lines.push(['PostgreSQL', await medianStart(production, options.rounds)]);
  lines.push(['embedded, first', await medianStart(embedded, 1)]);
  lines.push(['embedded, warm', await medianStart(embedded, options.rounds)]);
  print(alignedTable(lines));
  return true;
}

async function medianStart(contender: Contender, rounds: number): Promise<string> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await timeStart(contender));
  return shown(median(times), 2);
}

async function timeStart(contender: Contender): Promise<number> {
  const before = performance.now();
  const running = await startProcess('desk', contender);
  while (!(await isHealthy(running.url))) await sleep(5);
  const seconds = (performance.now() - before) / 1000;
  await running.stop();
  return seconds;
}

function isHealthy(url: string): Promise<boolean> {
  return fetch(`${url}/health`).then(
    ({ status }) => status === 200,
    () => false,
  );
}
