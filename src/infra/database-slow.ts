import type { ClientBase } from 'pg';
import type { Log } from './log.js';

const SLOW_MS = 500;

type Answered = (...answer: unknown[]) => void;
type Query = (...args: unknown[]) => unknown;

/** Logs statements that take long, without their values, which may be secrets. */
export function watchSlowStatements(client: ClientBase, log: Pick<Log, 'warn'>, slowMs = SLOW_MS): void {
  const query: Query = client.query.bind(client);
  const watched: Query = (...args) => {
    const startedMs = performance.now();
    const report = () => {
      const ms = Math.round(performance.now() - startedMs);
      if (ms >= slowMs) log.warn({ ms, sql: textOf(args[0]) }, 'slow statement');
    };
    // The pool uses callbacks, everybody else promises.
    const callback = args.at(-1);
    if (typeof callback === 'function') return query(...args.slice(0, -1), reporting(callback as Answered, report));
    const answer = query(...args);
    if (answer instanceof Promise) answer.then(report, report);
    return answer;
  };
  // All of the overloads are served by one function.
  client.query = watched as ClientBase['query'];
}

function reporting(callback: Answered, report: () => void): Answered {
  return (...answer) => {
    report();
    callback(...answer);
  };
}

function textOf(statement: unknown): string {
  const text = typeof statement === 'object' && statement !== null ? Reflect.get(statement, 'text') : statement;
  return String(text).slice(0, 2000);
}
