import autocannon from 'autocannon';
import type { PreparedRequest } from './requests.js';

/** How often autocannon looks whether it is done. */
const TICK_MS = 20;

export interface Load {
  readonly count: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Of an answer, with its headers. */
  readonly bytes: number;
}

/** Sends so many requests over so many connections, one at a time on each. Throws when one is not answered well. */
export async function load(
  url: string,
  requests: readonly PreparedRequest[],
  connections: number,
  amount: number,
): Promise<Load> {
  const times: number[] = [];
  const started = performance.now();
  let ended = started;
  let clients = 0;
  const options: autocannon.Options = {
    url,
    connections,
    amount: Math.max(connections, Math.round(amount)),
    sampleInt: TICK_MS,
    // Each connection begins elsewhere, or all would ask for the same at the same time.
    setupClient: (client) => client.setRequests(rotated(requests, (clients++ * requests.length) / connections)),
    verifyBody: (body) => !String(body).includes('"errors":['),
  };
  const { errors, non2xx, mismatches, throughput } = await run(options, (ms) => {
    times.push(ms);
    ended = performance.now();
  });
  const failures = errors + non2xx + mismatches;
  if (failures > 0 || times.length === 0) throw new Error(`${failures} of ${times.length} requests failed`);

  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? Number.NaN;
  return {
    count: times.length,
    perSecond: (times.length * 1000) / (ended - started),
    p50: at(0.5),
    p99: at(0.99),
    bytes: throughput.total / times.length,
  };
}

/** Its own histogram counts in whole milliseconds, so every single time is heard. */
function run(options: autocannon.Options, onAnswer: (ms: number) => void): Promise<autocannon.Result> {
  return new Promise((resolve, reject) => {
    const instance = autocannon(options, (error, result) => (error ? reject(error) : resolve(result)));
    instance.on('response', (_client, _status, _bytes, ms) => onAnswer(ms));
  });
}

/** Copies, since autocannon keeps what it has built in them. */
function rotated(requests: readonly PreparedRequest[], by: number): autocannon.Request[] {
  const start = Math.floor(by);
  return [...requests.slice(start), ...requests.slice(0, start)].map((request) => ({ ...request }));
}
