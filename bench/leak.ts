import { memoryOf } from './accounts.js';
import { load } from './load.js';
import { alignedTable, shown } from './report.js';
import { type PreparedRequest, prepareRequests } from './requests.js';
import type { Session } from './session.js';

const STEPS = 10;

/** Memory of the desk during many requests of all kinds. */
export async function leak(session: Session): Promise<boolean> {
  const { connections, workloads, requests: total, tickets } = session.options;
  const database = await session.openDatabase(tickets);
  const { running } = await session.runDesk('desk', database);
  const requests: PreparedRequest[][] = [];
  for (const name of workloads) {
    const workload = running.contender.workloads[name];
    if (workload) requests.push(await prepareRequests(running, workload, tickets));
  }

  const lines = [['requests', 'MB'], lineOf(0, running.pid)];
  const amount = Math.max(connections, Math.ceil(total / STEPS / requests.length));
  let sent = 0;
  for (let step = 0; step < STEPS; step++) {
    for (const ofOne of requests) sent += (await load(running.url, ofOne, connections, amount)).count;
    await database.reset();
    lines.push(lineOf(sent, running.pid));
  }
  session.print(alignedTable(lines));
  session.print(`At most ${shown(memoryOf(running.pid), 0)} MB.`);
  return true;
}

function lineOf(sent: number, pid: number): string[] {
  return [String(sent), shown(memoryOf(pid, 'VmRSS'), 0)];
}
