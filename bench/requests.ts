import type { HttpRequest, Workload } from './contender.js';
import type { Running } from './processes.js';

const VARIANTS = 64;
const DEPTH = 20_000;
const TERMS = [
  ...['printer offline', 'laptop slow', 'vpn locked', 'mailbox broken'],
  ...['router missing', 'server crashing', 'license expired', 'badge frozen'],
];

export interface PreparedRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

type Values = Readonly<Record<string, string | number>>;

/** The requests of a workload, ready to send. Throws when the first is not answered with what the workload expects. */
export async function prepareRequests(
  running: Running,
  workload: Workload,
  tickets: number,
): Promise<PreparedRequest[]> {
  const values = { ...deepPlace(tickets), ...(await askSetup(running, workload, tickets)) };
  const requests = Array.from({ length: VARIANTS }, (_, index) => {
    const id = 1 + ((index * 7919 + 101) % tickets);
    return build(running, workload, { ...values, id, term: TERMS[index % TERMS.length] ?? '' });
  });
  const [first] = requests;
  if (first) checkAnswer(await ask(running, first), workload.expect);
  return requests;
}

async function askSetup(running: Running, { setup }: Workload, tickets: number): Promise<Values> {
  if (!setup) return {};
  const answer = await ask(running, build(running, setup, deepPlace(tickets)));
  const json: unknown = JSON.parse(answer);
  const found = Object.entries(setup.save).map(([name, path]) => {
    const value = path.split('.').reduce(member, json);
    if (typeof value !== 'string') throw new Error(`there is no ${path} in ${answer.slice(0, 300)}`);
    return [name, value] as const;
  });
  return Object.fromEntries(found);
}

function member(object: unknown, key: string): unknown {
  return typeof object === 'object' && object !== null
    ? Object.entries(object).find(([name]) => name === key)?.[1]
    : null;
}

async function ask(running: Running, { path, ...request }: PreparedRequest): Promise<string> {
  const response = await fetch(running.url + path, request);
  const text = await response.text();
  const isFine = response.ok && !text.includes('"errors":[');
  if (!isFine) throw new Error(`the answer is ${response.status}: ${text.slice(0, 400)}`);
  return text;
}

function checkAnswer(answer: string, expect: Workload['expect']): void {
  for (const [key, wanted] of Object.entries(expect)) {
    const found = answer.match(new RegExp(`"${key}"\\s*:`, 'g'))?.length ?? 0;
    if (found !== wanted) throw new Error(`"${key}" is there ${found} times, not ${wanted}: ${answer.slice(0, 400)}`);
  }
}

function build({ contender }: Running, { method, path, body }: HttpRequest, values: Values): PreparedRequest {
  const headers = {
    authorization: `Bearer ${contender.token}`,
    accept: 'application/json',
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...contender.headers,
  };
  return { method, path: fill(path, values), headers, body: body === undefined ? undefined : fillBody(body, values) };
}

/** `"{{id}}"` alone becomes the value as it is, a number perhaps; a GraphQL id takes either. */
function fillBody(body: unknown, values: Values): string {
  const text = JSON.stringify(body);
  const whole = text.replace(/"\{\{(\w+)\}\}"/g, (_, name: string) => JSON.stringify(values[name]));
  return fill(whole, values);
}

function fill(text: string, values: Values): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name]));
}

function deepPlace(tickets: number): Values {
  const offset = Math.min(DEPTH, Math.floor(tickets * 0.8));
  return { maxId: tickets, offset, after: tickets - offset + 1 };
}
