import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog, type Log } from '../../src/infra/log.js';
import { linesWithSecrets } from './secrets.js';

/** Handed on to the workers and to the processes that tests start. */
const FOLDER = 'HELP_DESK_TEST_LOGS';
const KNOWN = 'known-secrets';

/** A log that is searched for secrets when all tests are done. Every desk of the tests writes one. */
export function testLog(level = 'trace', hear?: (line: string) => void): Log {
  return createLog(level, {
    write(line) {
      keepLog(line);
      hear?.(line);
    },
  });
}

/** Has the log of a process searched as well; of its output only the lines in JSON are log. */
export function keepLog(output: string): void {
  const folder = process.env[FOLDER];
  if (folder) appendFileSync(join(folder, `${process.pid}.log`), output);
}

/** Has the logs searched for a secret that is made up at run time. */
export function rememberSecret(value: string): void {
  const folder = process.env[FOLDER];
  if (folder) appendFileSync(join(folder, KNOWN), `${value}\n`);
}

/** Collects the logs of all tests from now on. The answer ends that, and throws when there is a secret in one. */
export function collectLogs(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'help-desk-logs-'));
  process.env[FOLDER] = folder;
  return () => {
    const known = existsSync(join(folder, KNOWN)) ? linesOf(join(folder, KNOWN)) : [];
    const logs = readdirSync(folder).filter((name) => name.endsWith('.log'));
    const lines = logs.flatMap((name) => linesOf(join(folder, name))).filter((line) => line.startsWith('{'));
    rmSync(folder, { recursive: true, force: true });
    const found = linesWithSecrets(lines, known);
    if (found.length === 0) return;
    // By itself vitest only prints what is thrown here.
    process.exitCode = 1;
    throw new Error(`Secrets reached the log:\n${found.slice(0, 20).join('\n')}`);
  };
}

function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').filter(Boolean);
}
